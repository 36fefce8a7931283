import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pages } from '../../../test/documents';
import { opens } from './before';
import { commandsOn, INSTEAD, PAGES } from './commands';
import { Reader } from './reader';

// Every command of README and docs, in the order of its page, in a clone with a remote, on a real API server that was empty.

const reader = new Reader(process.env['KUBECONFIG'] ?? '');
afterAll(() => reader.close());

/** What nobody else needs afterwards. */
const AFTER = [
  'npx cdk8s-istio delete demo --yes --crds --timeout 400',
  'kubectl delete --ignore-not-found namespace argocd flux-system istio-system bookinfo istio-ingress istiod-west cert-manager',
  'kubectl delete --ignore-not-found --timeout=400s crd --all',
  'kubectl delete clusterrole,clusterrolebinding -l app.kubernetes.io/managed-by=cdk8s-istio',
  'kubectl delete mutatingwebhookconfiguration,validatingwebhookconfiguration --all',
];

describe.each(PAGES)('%s', (page) => {
  beforeAll(() => opens(reader, page));
  afterAll(async () => {
    await reader.turnsThePage();
    for (const command of AFTER) reader.sh(command);
  });

  test.each(commandsOn(page))('%s', (command) => {
    const { status, said } = reader.types(command) ?? { status: 0, said: '' };
    if (status !== 0) throw new Error(said);
  });
});

test('what is not run as it stands is still written somewhere', () => {
  const all = PAGES.flatMap(commandsOn);
  expect(Object.keys(INSTEAD).filter((command) => !all.includes(command))).toEqual([]);
});

test('a guide shows which CRDs a cluster has', () => {
  const all = [...pages.values()].flatMap((text) => [...text.matchAll(/`(kubectl get crd -o custom-columns=[^`]*)`/g)]);
  expect(all.length).toBeGreaterThan(0);
  for (const [, command = ''] of all) expect(reader.sh(command)).toMatchObject({ status: 0 });
});
