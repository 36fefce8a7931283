import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import type { Printed } from '../../../test/synth';
import { MeshApp } from '../../checks/judge/mesh-app';
import { production } from '../../environments/production';
import { secure } from '../../environments/secure';
import { preview } from '../../istio/injection';
import { ENFORCE } from '../../kit/formats/pod-security';
import type { Block } from '../../kit/json';
import { override, type Patch } from '../../kit/override';
import type { Environment } from '../environment';
import { MeshEnvironment } from '../installation';

const RESTRICTED = 'admission-restricted';
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'];

const kubectl = (args: readonly string[], input: unknown) =>
  spawnSync('kubectl', args, { encoding: 'utf8', input: JSON.stringify(input), maxBuffer: 1 << 28 });
const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: RESTRICTED, labels: { [ENFORCE]: 'restricted' } },
};
beforeAll(() => expect(kubectl(['create', '-f', '-'], namespace).stderr).toBe(''));
afterAll(() => {
  kubectl(['delete', '-f', '-'], namespace);
});

/** The workloads of an environment in its restricted namespaces, each with its pods as istiod would have them run. */
function restrictedPods(environment: Environment, nodesAreNative: boolean): readonly Printed[] {
  const mesh = new MeshEnvironment(new MeshApp(), environment);
  const objects: readonly Printed[] = mesh.node
    .findAll()
    .filter((child): child is ApiObject => child instanceof ApiObject)
    .map((object) => object.toJson());
  const namespaces = objects.filter(
    ({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.[ENFORCE] === 'restricted',
  );
  const labels = new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels]));
  return objects
    .filter(({ kind, metadata }) => WORKLOADS.includes(kind) && labels.has(metadata.namespace))
    .map((object) => {
      const { metadata, spec } = object.spec.template;
      const asked =
        metadata.labels?.['sidecar.istio.io/inject'] ?? labels.get(object.metadata.namespace)['istio-injection'];
      const injected = asked === 'enabled' || asked === 'true';
      const { template } = injected
        ? (preview(mesh.controlPlanes.main.props, object as Block, { nodesAreNative }).object as Printed).spec
        : { template: { metadata, spec } };
      return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ...template.metadata,
          name: `${object.metadata.namespace}-${object.metadata.name}`,
          namespace: RESTRICTED,
        },
        spec: template.spec,
      };
    });
}

/** What the API server says of pods, by their names: nothing of those that it lets in. */
const refusals = (pods: readonly Printed[]) =>
  kubectl(['create', '--dry-run=server', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: pods })
    .stderr.split('\n')
    .filter((line) => line !== '');

const proxies = (pods: readonly Printed[]) =>
  pods.filter(({ spec }) =>
    [...(spec.initContainers ?? []), ...spec.containers].some(({ name }: Printed) => name === 'istio-proxy'),
  );

test.each([
  ['secure, with native sidecars', secure, {}, true, 5],
  ['secure, with sidecars beside the application', secure, {}, false, 5],
  ['production', production, {}, true, 1],
  ['production, its gateway injected', production, { gateways: { ingress: { form: 'injected' } } }, true, 1],
  [
    'production, certified by SPIRE',
    production,
    { authority: { by: 'spire' }, gateways: { ingress: { form: 'injected' } } },
    true,
    1,
  ],
] satisfies [string, Environment, Patch<Environment>, boolean, number][])(
  'the API server lets every pod into restricted namespaces: %s',
  (_, environment, patch, nodesAreNative, least) => {
    const pods = restrictedPods(override(environment, patch), nodesAreNative);
    expect(proxies(pods).length).toBeGreaterThanOrEqual(least);
    expect(refusals(pods)).toEqual([]);
  },
);

test('without the CNI agent, it refuses each injected pod for its init container', () => {
  const pods = restrictedPods(secure, true);
  const { cni, ...istio } = secure.istio;
  const without = proxies(restrictedPods({ ...secure, istio }, true));
  expect(without.length).toBe(proxies(pods).length);
  const said = refusals(without);
  expect(said).toHaveLength(without.length);
  for (const line of said) expect(line).toMatch(/violates PodSecurity "restricted:latest".*istio-init/);
});
