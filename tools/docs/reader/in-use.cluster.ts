import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { byHelm, crdsOf, GATEWAY_APIS, route, withoutManagers } from '../../../lib/command/cluster-tests/theirs';
import type { Live, Manifest } from '../../../lib/delivery/dist/manifest';
import { render } from '../../../lib/delivery/render';
import { minimal } from '../../../lib/environments/minimal';
import type { Environment } from '../../../lib/installation/environment';
import { override } from '../../../lib/kit/override';
import { readManifests } from '../../../lib/kit/read-yaml';
import { programs } from '../../cluster/open';
import { type Server, start } from '../../cluster/server';
import { argoCd, flux, opens } from './before';
import { commandsOn, PAGES } from './commands';
import { Reader } from './reader';

// Every command of README and docs that reaches a cluster, where others have Argo CD, Flux, a Gateway API, routes and an Istio: whatever is
// typed, and whatever it answers, each of their objects is as it was, to the last byte.

const REACHES = /\bkubectl\b|cdk8s-istio (apply|diff|status|url|delete) /;
/** What comes before such a command on its page. */
const PREPARES = /npm run synth$|^git |openssl |^(mkdir|cat|printf) /;
/** Commands of a page that are typed; one that several pages have, on the first of them. */
const typedOn = (page: string): readonly string[] =>
  commandsOn(page).filter(
    (command) =>
      PREPARES.test(command) ||
      (REACHES.test(command) && PAGES.find((one) => commandsOn(one).includes(command)) === page),
  );
/** The command's verbs, as README names them; `delete` is the last. */
const VERBS = [
  'npx cdk8s-istio apply demo --no-wait --prune',
  'npx cdk8s-istio diff demo',
  'npx cdk8s-istio status demo',
  'npx cdk8s-istio url demo --output json',
  'npx cdk8s-istio delete demo --yes --crds --timeout 400',
];
/** How a command may end other than well: it says by a code what is not as it should be, or kubectl leaves alone what is not ours. */
const REFUSED = /\b(MESH|IST)\d{3,4}\b|conflicts? with "/;

const list = (objects: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });

const judges = (object: Manifest): object is Manifest & { readonly webhooks: readonly object[] } =>
  object.kind === 'ValidatingWebhookConfiguration';
/** An Istio of 1.30 by Helm, as its charts have it. */
const istio = (environment: Environment): readonly Manifest[] =>
  byHelm(
    [...render([override(environment, { istio: { version: '1.30', image: { tag: '1.30.3' } } })])]
      .filter(([path]) => !path.startsWith('crds'))
      .flatMap(([, text]) => readManifests(text) as Manifest[]),
  ).map((object) =>
    judges(object)
      ? { ...object, webhooks: object.webhooks.map((one) => ({ ...one, failurePolicy: 'Ignore' })) }
      : object,
  );

const api = (channel: string): readonly Manifest[] => {
  const found = GATEWAY_APIS.filter((one) => one.channel === channel);
  // A real one, where it is at hand.
  const one = channel === 'experimental' ? found.at(-1) : found[0];
  if (one === undefined) throw new Error(`no Gateway API of channel ${channel}`);
  return one.objects;
};

const beside = override(minimal, { name: 'theirs', istio: { namespace: 'istio-theirs', revision: 'theirs' } });
/** What others have, and which commands may be refused there. */
const IN_USE = [
  ['a newer Gateway API, and an Istio whose objects are called like ours', api('standard'), istio(minimal), /./],
  [
    'an experimental Gateway API, and an Istio beside ours',
    api('experimental'),
    istio(beside).filter(({ metadata }) => metadata.name !== 'istiod-default-validator'),
    // The CRDs are theirs; what else is refused only reports something: all the rest is done.
    /-f dist\/crds\/|cdk8s-istio (check -|diff demo)$/,
  ],
] as const;

const theirRoute = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'theirs', namespace: 'default' },
  spec: { hosts: ['shop'], http: [{ retries: { attempts: 7 }, route: [{ destination: { host: 'shop' } }] }] },
};
/** As a chart of another release has it. */
const withoutProse = (crd: Manifest): Manifest =>
  JSON.parse(
    JSON.stringify(crd, (key, value) => (key === 'description' && typeof value === 'string' ? undefined : value)),
  );
const labels = { team: 'payments', 'app.kubernetes.io/managed-by': 'terraform' };
const namespaces = ['istio-system', 'bookinfo'].map((name) => ({
  ...{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
}));
const isCrd = ({ kind }: { readonly kind: string }) => kind === 'CustomResourceDefinition';

describe.each(IN_USE)('%s', (_name, gatewayApi, itsObjects, refused) => {
  let server: Server;
  let reader: Reader;
  /** Files of what is theirs alone, and of what others may add to. */
  let [alone, shared] = ['', ''];
  let before: readonly (readonly Live[])[];
  const now = () =>
    [alone, shared].map((file) =>
      withoutManagers(reader.must(`kubectl get -f ${file} -o json`)).map(
        ({ metadata: { resourceVersion: _, ...metadata }, ...rest }) => ({ ...rest, metadata }),
      ),
    );

  beforeAll(async () => {
    server = await start(programs());
    reader = new Reader(server.kubeconfig);
    const given = [...argoCd, ...flux] as readonly Manifest[];
    reader.given(...given);
    const apply = (name: string, objects: readonly object[]) => {
      const file = reader.write(`../${name}.json`, list(objects));
      reader.must(`kubectl apply --server-side --field-manager=helm -f ${file}`);
    };
    apply('crds', [...gatewayApi, ...byHelm(crdsOf('istio').map(withoutProse))]);
    reader.must('kubectl wait --for=condition=Established --timeout=60s crd --all');
    apply('theirs', [...namespaces, ...itsObjects, route, theirRoute]);
    const own = itsObjects.filter(({ kind }) => kind !== 'Namespace');
    alone = reader.write(
      '../alone.json',
      list([...given.filter(isCrd), ...gatewayApi, ...crdsOf('istio'), ...own, route, theirRoute]),
    );
    shared = reader.write('../shared.json', list([...given.filter((object) => !isCrd(object)), ...namespaces]));
    before = now();
  });
  afterAll(async () => {
    reader.close();
    await server.stop();
  });

  const isTheirsStill = () => {
    const [[theirs, others], [theirsBefore, othersBefore = []]] = [now(), before];
    expect(theirs).toEqual(theirsBefore);
    // Others may add; what was there stays.
    expect(others).toMatchObject(othersBefore);
  };
  const types = (command: string) => {
    const { status, said } = reader.types(command) ?? { status: 0, said: '' };
    if (status !== 0) expect([command, said]).toEqual([expect.stringMatching(refused), expect.stringMatching(REFUSED)]);
  };

  describe.each(PAGES.filter((page) => typedOn(page).some((command) => REACHES.test(command))))('%s', (page) => {
    beforeAll(() => opens(reader, page));
    afterAll(() => reader.turnsThePage());
    test.each(typedOn(page))('%s', types);
    test('all that others have is as it was', isTheirsStill);
  });

  describe("the command's verbs", () => {
    test.each(VERBS)('%s', types);
    test('all that others have is as it was', isTheirsStill);
  });
});
