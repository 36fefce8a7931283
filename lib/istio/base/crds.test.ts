import { expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { loadAll } from 'js-yaml';
import * as argo from '../../../imports/argoproj.io';
import argocd from '../../../imports/crds/argocd.json';
import flux from '../../../imports/crds/flux.json';
import gatewayApi from '../../../imports/crds/gateway-api.json';
import istio from '../../../imports/crds/istio.json';
import * as extensions from '../../../imports/extensions.istio.io';
import * as gateway from '../../../imports/gateway.networking.k8s.io';
import * as kustomize from '../../../imports/kustomize.toolkit.fluxcd.io';
import * as networking from '../../../imports/networking.istio.io';
import * as security from '../../../imports/security.istio.io';
import * as source from '../../../imports/source.toolkit.fluxcd.io';
import * as telemetry from '../../../imports/telemetry.istio.io';
import { type Printed, synth } from '../../../test/synth';
import { withoutProse } from '../../../tools/import/installed';
import { VERSIONS } from '../../kit/versions';
import { RELEASE } from '../parts/labels';
import { GATEWAY_API_CRDS, ISTIO_CRDS } from './crds';

const MODULES: readonly object[] = [networking, security, telemetry, extensions, gateway, argo, kustomize, source];
const crds: readonly Printed[] = [...istio, ...gatewayApi, ...argocd, ...flux].filter(
  ({ kind }) => kind === 'CustomResourceDefinition',
);

test('each CRD has a class of a version that it serves', () => {
  const kinds = MODULES.flatMap((module) => Object.values(module))
    .map((member: { readonly GVK?: { readonly apiVersion: string; readonly kind: string } }) => member.GVK)
    .filter((gvk) => gvk !== undefined)
    .map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
  const without = crds.filter(
    ({ spec }) =>
      !spec.versions.some(
        (version: Printed) => version.served && kinds.includes(`${spec.group}/${version.name} ${spec.names.kind}`),
      ),
  );
  expect(without.map(({ metadata }) => metadata.name)).toEqual([]);
  expect(kinds).toHaveLength(crds.length);
});

test('the newest version is the one with a class', () => {
  expect(telemetry.Telemetry.GVK.apiVersion).toBe('telemetry.istio.io/v1');
  expect(gateway.ReferenceGrant.GVK.apiVersion).toBe('gateway.networking.k8s.io/v1');
  expect(networking.ProxyConfig.GVK.apiVersion).toBe('networking.istio.io/v1beta1');
});

const read = (text: string): readonly Printed[] => loadAll(text) as Printed[];
const bare = (objects: readonly Printed[]) =>
  objects.map(({ spec, metadata }) => ({ name: metadata.name, spec: withoutProse(spec) }));

test('what is installed is the official schema, with the prose that kubectl explain shows', () => {
  expect(bare(read(ISTIO_CRDS.text))).toEqual(bare(istio));
  expect(bare(read(GATEWAY_API_CRDS.text))).toEqual(bare(gatewayApi));
  expect(istio).toHaveLength(15);
  const [service] = read(ISTIO_CRDS.text).filter(({ metadata }) => metadata.name.startsWith('virtualservices.'));
  const prose = Object.fromEntries(
    service?.spec.versions.map(({ name, schema }: Printed) => [
      name,
      schema.openAPIV3Schema.properties.spec.properties.http.description,
    ]),
  );
  expect(prose).toEqual({
    v1: 'An ordered list of route rules for HTTP traffic.',
    v1alpha3: undefined,
    v1beta1: undefined,
  });
});

test('each says its release, and stays when Argo CD has it in Git no more', () => {
  for (const { metadata } of read(ISTIO_CRDS.text))
    expect(metadata).toEqual({
      name: expect.any(String),
      annotations: { [RELEASE]: VERSIONS.istioApi, 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
    });
  for (const { metadata } of read(GATEWAY_API_CRDS.text))
    expect(metadata.annotations).toMatchObject({
      'api-approved.kubernetes.io': expect.stringContaining('kubernetes-sigs/gateway-api'),
      'gateway.networking.k8s.io/bundle-version': `v${VERSIONS.gatewayApi}`,
      'gateway.networking.k8s.io/channel': 'standard',
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
});

test('the guard of the Gateway API lies apart from the CRDs that it judges', () => {
  const kinds = (text = '') => [...new Set(read(text).map(({ kind }) => kind))];
  expect(kinds(GATEWAY_API_CRDS.text)).toEqual(['CustomResourceDefinition']);
  expect(kinds(GATEWAY_API_CRDS.guard)).toEqual(['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding']);
  expect(ISTIO_CRDS.guard).toBe(undefined);
});

test('each fits into the annotation of kubectl apply, which holds at most 262,144 bytes', () => {
  const installed = [ISTIO_CRDS, GATEWAY_API_CRDS].flatMap(({ text }) => read(text));
  expect(installed.filter(({ status }) => status !== undefined)).toEqual([]);
  const [largest] = installed.map((crd) => Buffer.byteLength(JSON.stringify(crd))).sort((a, b) => b - a);
  expect(largest).toBeLessThan(200_000);
});

test('a class writes its object with the name that it is given', () => {
  const objects = synth((chart) => {
    const route = new networking.VirtualService(chart, 'Route', {
      metadata: { name: 'reviews', namespace: 'bookinfo' },
      spec: { hosts: ['reviews'], http: [{ route: [{ destination: { host: 'reviews' } }] }] },
    });
    expect(ApiObject.isApiObject(route)).toBe(true);
  });
  expect(objects['VirtualService/reviews']).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'reviews', namespace: 'bookinfo' },
    spec: { hosts: ['reviews'], http: [{ route: [{ destination: { host: 'reviews' } }] }] },
  });
});
