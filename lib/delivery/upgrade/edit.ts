import { Code, Override, print } from '../../import/print';
import { difference } from '../../import/values/difference';
import type { Environment } from '../../installation/environment';
import type { IstioProps } from '../../istio/props';

/** What an edit calls the environment as it is now. */
export const NOW = 'environment';

/** A control plane beside another is written as what differs from it. */
const besides =
  (istio: IstioProps) =>
  (one: IstioProps): Code | Override => {
    const patch = difference(istio, one);
    return patch === undefined ? new Code(`${NOW}.istio`) : new Override(`${NOW}.istio`, patch);
  };

/** The TypeScript that makes one environment of another: `override(environment, { tags: { canary: '1-31-1' } })`. */
export function editOf(before: Environment, after: Environment): string {
  const patch = difference(before, after) ?? {};
  const { revisions } = patch as { readonly revisions?: readonly IstioProps[] | null };
  const printed = revisions ? { ...patch, revisions: revisions.map(besides(before.istio)) } : patch;
  return print(new Override(NOW, printed));
}
