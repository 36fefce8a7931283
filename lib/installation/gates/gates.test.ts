import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadAll } from 'js-yaml';
import type { Printed } from '../../../test/synth';
import { render } from '../../delivery/render';
import { production } from '../../environments/production';
import { secure } from '../../environments/secure';
import type { StringMap } from '../../kit/formats/labels';
import { override, type Patch } from '../../kit/override';
import { Microservice } from '../../mesh/services/microservice';
import { MeshNamespace } from '../../mesh/services/namespace';
import { http } from '../../mesh/services/ports';
import type { App, Environment } from '../environment';
import { ANSWERS } from './answers';

const annotationsOf = (base: Environment, patch: Patch<Environment>, address: string): StringMap =>
  [...render([override(base, patch)]).values()]
    .flatMap((text) => loadAll(text) as Printed[])
    .find(({ kind, metadata }) => `${kind}/${metadata.name}` === address)?.metadata.annotations ?? {};

test('an object says to each gate what it asks, and why', () => {
  const { 'kube-score/ignore': ignored = '', ...rest } = annotationsOf(production, {}, 'Deployment/istiod');
  expect(ignored.split(',')).toContain('container-resources');
  for (const check of ignored.split(',')) expect(rest[`cdk8s-istio/ignored-${check}`]).toMatch(/\w+ \w+/);
  expect(
    Object.entries(rest)
      .filter(([key]) => key.startsWith('checkov.io/skip'))
      .map(([, line]) => line),
  ).toContainEqual(expect.stringMatching(/^CKV_K8S_11=a CPU limit/));
});

test('only for what its reason holds: amounts that are missing stay a finding', () => {
  const unsized = { istio: { istiod: { resources: { limits: null } } } } as const;
  expect(annotationsOf(production, unsized, 'Deployment/istiod')['kube-score/ignore']).not.toContain(
    'container-resources',
  );
  const pulled = { istio: { image: { pullPolicy: 'Always' } } } as const;
  expect(annotationsOf(production, pulled, 'Deployment/istiod')['kube-score/ignore']).not.toContain('pull-policy');
});

test("users' workloads answer for themselves, and so does an environment that is not asked", () => {
  const shop: App = (mesh) => {
    const namespace = new MeshNamespace(mesh, 'shop', { injection: true });
    new Microservice(namespace, 'web', { ports: [http(80)], versions: { v1: { image: 'example.com/web:1' } } });
  };
  const none = annotationsOf(production, { apps: [shop] }, 'Deployment/web-v1');
  expect(Object.keys(none).filter((key) => /kube-score|checkov/.test(key))).toEqual([]);
  expect(annotationsOf(secure, { gates: null }, 'Deployment/istiod')).not.toHaveProperty('kube-score/ignore');
});

test('docs/guides/gates.md has each reason', () => {
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'guides', 'gates.md'), 'utf8');
  for (const { reason } of ANSWERS) expect(page).toContain(reason);
});
