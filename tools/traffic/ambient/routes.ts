import { Waypoint } from '../../../lib/mesh/ambient/waypoint';
import type { Api } from '../../../lib/mesh/route/route';
import { Route } from '../../../lib/mesh/route/route';
import { canary, type HttpRule } from '../../../lib/mesh/route/rules';
import { DestinationPolicy } from '../../../lib/mesh/traffic/destination-policy';
import { shareOf } from '../../../lib/simulator/matchers';
import { route } from '../../../lib/simulator/routes/route';
import type { Said } from '../inside';
import { between, written } from './changes';
import type { Ambient } from './lab';
import { ambient, type Shop, shop } from './mesh';

const MANY = 400;
/** Points by which a measured share may differ from the written one. */
const TOLERANCE = 6;

const routed =
  (api: Api, rule: (shop: Shop) => HttpRule) =>
  (all: Shop): void => {
    const { namespace, cart } = all;
    new Waypoint(namespace, 'Waypoint').serve(namespace);
    if (api === 'istio') new DestinationPolicy(namespace, 'versions', { service: cart });
    new Route(namespace, 'shares', { api, service: cart, http: [rule(all)] });
  };

const versionIn = ({ status, body }: Said): string => (status === 200 ? JSON.parse(body).version : String(status));
const percent = (all: readonly string[], one: string): number =>
  (100 * all.filter((each) => each === one).length) / all.length;

/** Shares of versions that a waypoint gives, and faults that it puts in, as `route()` says. */
export async function routes(lab: Ambient): Promise<void> {
  const base = ambient(shop());
  for (const api of ['istio', 'gateway-api'] as const) {
    const app = shop(routed(api, ({ cart }) => ({ to: canary(cart.version('v1'), cart.version('v2'), 20) })));
    const environment = ambient(app);
    const { made } = written(environment);
    const { cart, callers } = made.made(app) as Shop;
    const url = `http://${cart.host}:8080/`;
    await between(lab, base, environment, async () => {
      for (const [who, namespace] of [
        ['friend', 'guests'],
        ['sidecar', 'injected'],
      ] as const) {
        const expected = shareOf(route(made, { host: cart, from: callers[who] }).targets, cart.version('v2'));
        const pod = await lab.pod(namespace, who);
        let got = Number.NaN;
        const holds = await lab.until(() => {
          got = percent(lab.ask(pod, url, { times: MANY }).map(versionIn), 'v2');
          return Math.abs(got - expected) <= TOLERANCE;
        });
        const where = who === 'friend' ? 'at the waypoint' : 'by the sidecar of a caller';
        lab.report(`ambient: canary by ${api}, ${where}`, holds, `${got}% of ${MANY}, written ${expected}%`);
      }
    });
  }
  const app = shop(routed('istio', ({ cart }) => ({ to: cart, fault: { abort: { percent: 100, status: 418 } } })));
  const environment = ambient(app);
  const { made } = written(environment);
  const { cart, callers } = made.made(app) as Shop;
  const { abort } = route(made, { host: cart, from: callers.friend });
  await between(lab, base, environment, async () => {
    const friend = await lab.pod('guests', 'friend');
    await lab.becomes('a fault put in by the waypoint', String(abort?.status), () =>
      String(lab.status(friend, `http://${cart.host}:8080/`)),
    );
  });
}
