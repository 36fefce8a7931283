import { expect, test } from '@jest/globals';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
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
import { MeshApp } from '../../checks/mesh-app';
import { VERSIONS } from '../../kit/versions';
import { GatewayApiCrds, IstioCrds } from './crds';

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

test('Istio brings its CRDs as they are', () => {
  const objects = synth((chart) => new IstioCrds(chart, 'Crds'));
  expect(Object.values(objects)).toEqual(istio);
  expect(istio).toHaveLength(15);
});

test('a CRD takes labels and patches like any object', () => {
  const objects = synth((chart) => {
    const [first] = new IstioCrds(chart, 'Crds').node.children as ApiObject[];
    first?.metadata.addLabel('team', 'mesh');
    first?.addJsonPatch(JsonPatch.replace('/spec/scope', 'Cluster'));
  });
  expect(Object.values(objects)[0]).toMatchObject({
    metadata: { labels: { team: 'mesh' } },
    spec: { scope: 'Cluster' },
  });
});

test('a CRD is imported in the order in which cdk8s writes it', () => {
  const official = synth((chart) => new IstioCrds(chart, 'Crds'));
  const resolved = synth((chart) => {
    for (const crd of istio as readonly Printed[]) new ApiObject(chart, crd.metadata.name, crd);
  });
  const lines = (objects: object) => JSON.stringify(objects, null, 1).split('\n');
  expect(lines(official)).toEqual(lines(resolved));
});

test('the Gateway API brings its standard channel, with the policy that guards it', () => {
  const objects = synth((chart) => new GatewayApiCrds(chart, 'Crds'));
  expect(Object.values(objects)).toMatchObject(gatewayApi);
  const { annotations } = objects['CustomResourceDefinition/httproutes.gateway.networking.k8s.io'].metadata;
  expect(annotations).toEqual({
    'api-approved.kubernetes.io': expect.stringContaining('kubernetes-sigs/gateway-api'),
    'gateway.networking.k8s.io/bundle-version': `v${VERSIONS.gatewayApi}`,
    'gateway.networking.k8s.io/channel': 'standard',
  });
  expect(Object.keys(objects)).toContain('ValidatingAdmissionPolicy/safe-upgrades.gateway.networking.k8s.io');
});

test('charts share what is printed of an official object, but not what one of them changes', () => {
  const app = new MeshApp();
  const charts = ['plain', 'labelled', 'patched', 'too'].map(
    (id) => new Chart(app, id, { disableResourceNameHashes: true, labels: id === 'labelled' ? { team: 'mesh' } : {} }),
  );
  for (const chart of charts) new IstioCrds(chart, 'Crds');
  const [plain, labelled, patched, too] = charts.map((chart) =>
    chart.node.findAll().find((child): child is ApiObject => child instanceof ApiObject),
  );
  patched?.addJsonPatch(JsonPatch.replace('/spec/scope', 'Cluster'));
  const json: Printed = plain?.toJson();
  expect(too?.toJson()).toBe(json);
  expect(labelled?.toJson()).toEqual({
    ...json,
    metadata: { ...json.metadata, labels: { ...json.metadata.labels, team: 'mesh' } },
  });
  expect(patched?.toJson()).toEqual({ ...json, spec: { ...json.spec, scope: 'Cluster' } });
  expect(json.spec.scope).toBe('Namespaced');
});

test('no CRD carries prose, a status or more than an annotation can hold', () => {
  const prose = (value: Printed): boolean =>
    typeof value === 'object' &&
    value !== null &&
    (typeof value.description === 'string' || Object.values(value).some(prose));
  expect(crds.filter(prose).map(({ metadata }) => metadata.name)).toEqual([]);
  expect(crds.filter(({ status }) => status !== undefined)).toEqual([]);
  // kubectl apply keeps the whole object in one annotation of at most 262,144 bytes.
  const [largest = 0] = crds.map((crd) => JSON.stringify(crd).length).sort((a, b) => b - a);
  expect(largest).toBeLessThan(200_000);
});

test('a class writes its object with the name that it is given', () => {
  const objects = synth((chart) => {
    const route = new networking.VirtualService(chart, 'Route', {
      metadata: { name: 'reviews', namespace: 'bookinfo' },
      spec: { hosts: ['reviews'], http: [{ route: [{ destination: { host: 'reviews', subset: 'v1' } }] }] },
    });
    expect(ApiObject.isApiObject(route)).toBe(true);
  });
  expect(objects['VirtualService/reviews']).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'reviews', namespace: 'bookinfo' },
    spec: { hosts: ['reviews'], http: [{ route: [{ destination: { host: 'reviews', subset: 'v1' } }] }] },
  });
});
