import type { Reader } from './volumes';

/** Share of its time after which a token is another one. Source: k8s.io/kubernetes pkg/kubelet/token/token_manager.go. */
const KEPT = 0.8;
const USUAL = 3600;

/** Reads the same token again for most of its time, so that volumes change with what is in them alone. */
export function keepingTokens(read: Reader): Reader {
  const kept = new Map<string, { readonly token: Promise<string | undefined>; readonly until: number }>();
  const token: Reader['token'] = async (audience, seconds = USUAL) => {
    const key = `${audience} ${seconds}`;
    const had = kept.get(key);
    if (had !== undefined && Date.now() < had.until && (await had.token) !== undefined) return had.token;
    const next = { token: read.token(audience, seconds), until: Date.now() + KEPT * seconds * 1000 };
    kept.set(key, next);
    return next.token;
  };
  return { ...read, token };
}
