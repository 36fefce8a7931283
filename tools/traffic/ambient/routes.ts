import { Waypoint } from '../../../lib/mesh/ambient/waypoint';
import type { Api } from '../../../lib/mesh/route/route';
import { Route } from '../../../lib/mesh/route/route';
import { canary, type HttpRule } from '../../../lib/mesh/route/rules';
import { DestinationPolicy } from '../../../lib/mesh/traffic/destination-policy';
import { shareOf } from '../../../lib/simulator/matchers';
import { route } from '../../../lib/simulator/routes/route';
import { between, written } from './changes';
import type { Ambient, Said } from './lab';
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
    const said = route(made, { host: cart, from: callers.friend });
    const expected = shareOf(said.targets, cart.version('v2'));
    const [friend, sidecar] = [await lab.pod('guests', 'friend'), await lab.pod('injected', 'sidecar')];
    const url = `http://${cart.host}:8080/`;
    await between(lab, base, environment, async () => {
      let got = Number.NaN;
      const near = () => {
        got = percent(lab.ask(friend, url, { times: MANY }).map(versionIn), 'v2');
        return Math.abs(got - expected) <= TOLERANCE ? 'near' : 'far';
      };
      await lab.becomes(`canary by ${api} at the waypoint`, 'near', near);
      lab.report(`ambient: canary by ${api}, measured`, true, `${got}% of ${MANY}, written ${expected}%`);
      const beside = percent(lab.ask(sidecar, url, { times: MANY }).map(versionIn), 'v2');
      lab.report(`ambient: a sidecar's own route by ${api}, measured`, true, `${beside}% of ${MANY}`);
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
