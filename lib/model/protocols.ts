import type { ServiceFacts } from './facts';

type Port = NonNullable<ServiceFacts['ports']>[number];

const HTTP = ['http', 'http2', 'grpc', 'grpc-web'];
const OTHERS = ['https', 'tls', 'tcp', 'mongo', 'mysql', 'redis', 'udp'];

/** appProtocol as Kubernetes spells it. Source: istio pkg/config/kube/conversion.go. */
const STANDARD: Readonly<Record<string, boolean>> = {
  'kubernetes.io/h2c': true,
  'kubernetes.io/ws': true,
  'kubernetes.io/wss': false,
};

/** Whether a Service's port speaks plain HTTP, by its appProtocol or its name; `undefined` where the proxy finds out. */
export function isHttpPort({ name = '', appProtocol, protocol }: Port): boolean | undefined {
  if (protocol === 'UDP') return false;
  const word = (appProtocol ?? name).toLowerCase();
  const standard = STANDARD[word];
  if (standard !== undefined) return standard;
  const spoken = [...HTTP, ...OTHERS]
    .filter((one) => word === one || (appProtocol === undefined && word.startsWith(`${one}-`)))
    .sort((a, b) => b.length - a.length)[0];
  return spoken === undefined ? undefined : HTTP.includes(spoken);
}
