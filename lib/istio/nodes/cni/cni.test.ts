import { expect, test } from '@jest/globals';
import { synth } from '../../../../test/synth';
import { override, type Patch } from '../../../kit/override';
import { PROFILES } from '../../profiles';
import type { IstioProps } from '../../props';
import { ZTUNNEL, type ZtunnelProps } from '../ztunnel/props';
import { Ztunnel } from '../ztunnel/ztunnel';
import { Cni } from './cni';
import { CNI, type CniProps } from './props';

const cni = (props: Patch<CniProps> = {}, istio: IstioProps = PROFILES.default) =>
  synth((chart) => new Cni(chart, 'Cni', { ...override(CNI, props), istio }));
const ztunnel = (props: Patch<ZtunnelProps> = {}, istio: IstioProps = PROFILES.ambient) =>
  synth((chart) => new Ztunnel(chart, 'Ztunnel', { ...override(ZTUNNEL, props), istio }));
const agent = (objects: ReturnType<typeof cni>) => objects['DaemonSet/istio-cni-node'].spec.template.spec;

test('the agent gets no more rights than its way of repairing needs', () => {
  const rules = (mode: 'repair' | 'delete' | 'label') =>
    JSON.stringify(cni({ repair: { mode } })['ClusterRole/istio-cni-repair-role'].rules);
  expect(rules('repair')).not.toMatch(/delete|update/);
  expect(rules('delete')).toContain('"delete"');
  expect(rules('label')).toContain('"pods/status"');
  const off = cni({ repair: { mode: 'off' } });
  expect(Object.keys(off)).not.toContain('ClusterRole/istio-cni-repair-role');
  expect(off['ConfigMap/istio-cni-config'].data.REPAIR_ENABLED).toBe('false');
  // Without a reason to look at processes, the host's are not mounted.
  expect(JSON.stringify(agent(off))).not.toContain('/host/proc');
});

test('ambient mode mounts what ztunnel shares, and says which pods are in', () => {
  const objects = cni({ ambient: { enabled: true } }, PROFILES.ambient);
  const mounts = agent(objects).containers[0].volumeMounts.map(({ name }: { name: string }) => name);
  expect(mounts).toEqual(expect.arrayContaining(['cni-netns-dir', 'cni-ztunnel-sock-dir']));
  expect(objects['ConfigMap/istio-cni-config'].data.AMBIENT_ENABLED).toBe('true');
  expect(agent(objects).containers[0].image).toMatch(/-distroless$/);
  const onHost = agent(cni({ ambient: { enabled: true, shareHostNetworkNamespace: true } }));
  expect(onHost).toMatchObject({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' });
});

test('multus wants a plugin of its own, not a chained one', () => {
  expect(() => cni({ provider: 'multus' })).toThrow('MESH602 [test/Cni] with provider "multus"');
  const objects = cni({ provider: 'multus', chained: false });
  expect(objects['NetworkAttachmentDefinition/istio-cni'].metadata.namespace).toBe('default');
});

test('OpenShift runs node agents in kube-system only, and lets them by a rule of its own', () => {
  expect(() => cni({}, PROFILES.openshift)).toThrow('MESH601 [test/Cni] openshift runs istio-cni in namespace');
  expect(() => ztunnel({}, PROFILES['openshift-ambient'])).toThrow('MESH601');
  const rules = (objects: ReturnType<typeof cni>, role: string) => JSON.stringify(objects[`ClusterRole/${role}`].rules);
  expect(rules(cni({ namespace: 'kube-system' }, PROFILES.openshift), 'istio-cni')).toContain('privileged');
  expect(rules(ztunnel({ namespace: 'kube-system' }, PROFILES['openshift-ambient']), 'ztunnel')).toContain(
    'privileged',
  );
});

test('istiod gives certificates to the ztunnel that it is told of', () => {
  expect(() => ztunnel({ namespace: 'nodes' })).toThrow('MESH603 [test/Ztunnel] ztunnel runs as nodes/ztunnel,');
  expect(() => ztunnel({ name: 'acme' })).toThrow('MESH603');
  const named = override(PROFILES.ambient, { ztunnelName: 'acme' });
  expect(ztunnel({ name: 'acme' }, named)['DaemonSet/acme'].spec.template.spec.serviceAccountName).toBe('acme');
  const trusted = override(PROFILES.ambient, { ztunnelNamespace: 'nodes' });
  expect(ztunnel({ namespace: 'nodes' }, trusted)['DaemonSet/ztunnel'].metadata.namespace).toBe('nodes');
});

test('ztunnel finds the istiod of its revision, and its network', () => {
  const istio = override(PROFILES.ambient, { revision: 'canary', identity: { network: 'east' } });
  const { env } = ztunnel({}, istio)['DaemonSet/ztunnel'].spec.template.spec.containers[0];
  expect(env).toContainEqual({ name: 'XDS_ADDRESS', value: 'istiod-canary.istio-system.svc:15012' });
  expect(env).toContainEqual({ name: 'NETWORK', value: 'east' });
});

test('least privilege: the agents are reached for health and metrics, and reach istiod or the API server', () => {
  const least = override(PROFILES.ambient, { networkPolicy: 'least' });
  const ports = (rules: { ports?: { port: number }[] }[]) =>
    rules.flatMap((rule) => rule.ports ?? []).map((p) => p.port);
  const proxy = ztunnel({}, least)['NetworkPolicy/ztunnel'].spec;
  expect(ports(proxy.ingress)).toEqual([15021, 15020]);
  expect(ports(proxy.egress)).toEqual([53, 53, 15012]);
  const csr = ztunnel({ caAddress: 'csr.cert-manager.svc:443' }, least)['NetworkPolicy/ztunnel'].spec;
  expect(ports(csr.egress)).toEqual([53, 53, 15012, 443]);
  expect(ports(cni({}, least)['NetworkPolicy/istio-cni'].spec.egress)).toEqual([53, 53, 443, 6443]);
});
