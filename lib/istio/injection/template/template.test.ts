import { describe, expect, test } from '@jest/globals';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { evaluate, settled } from './evaluate';
import { annotation, appContainers, firstOf, gateway, hasAnnotation, is, label, number, pod, text } from './functions';
import type { PodInput } from './input';
import { printTemplate } from './print';
import { continued, each, eachEntry, either, type Node, noted, part, when } from './tree';

const input = (annotations: Record<string, string> = {}, labels: Record<string, string> = {}): PodInput =>
  ({
    TypeMeta: { APIVersion: 'apps/v1', Kind: 'Deployment' },
    DeploymentMeta: { Name: 'shop', Namespace: 'prod' },
    ObjectMeta: { Annotations: annotations, Labels: labels },
    ProxyConfig: { InterceptionMode: 'REDIRECT', ProxyMetadata: { B: '2', A: '1' } },
    Spec: { Containers: [{ Name: 'shop' }, { Name: 'istio-proxy' }], ServiceAccountName: '' },
    NativeSidecars: true,
  }) as unknown as PodInput;

const cpu = annotation('sidecar.istio.io/proxyCPU', '100m');
const isNone = is(annotation('sidecar.istio.io/interceptionMode', pod('ProxyConfig.InterceptionMode')), 'NONE').as(
  'none',
);

describe('a template and its meaning', () => {
  test('a value of the pod is quoted text to istiod and a string to the preview', () => {
    const tree = { metadata: { annotations: { cpu } } };
    expect(printTemplate(tree)).toBe(
      'metadata: {annotations: {cpu: {{ annotation .ObjectMeta "sidecar.istio.io/proxyCPU" "100m" | quote }} }}\n',
    );
    expect(evaluate(tree, input({ 'sidecar.istio.io/proxyCPU': '2' }))).toEqual({
      metadata: { annotations: { cpu: '2' } },
    });
    expect(evaluate(tree, input())).toEqual({ metadata: { annotations: { cpu: '100m' } } });
  });

  test('neighbours with one test stand in one block, and a second test in "else if"', () => {
    const asked = hasAnnotation('sidecar.istio.io/bootstrapOverride');
    const tree = {
      a: when(isNone, 'x'),
      b: when(isNone, 'y', 'z'),
      c: when(isNone, 'one', when(asked, 'two', 'three')),
    };
    expect(
      printTemplate(tree),
    ).toBe(`{{- $none := eq (annotation .ObjectMeta "sidecar.istio.io/interceptionMode" .ProxyConfig.InterceptionMode) "NONE" }}
{{- $annotations := .ObjectMeta.Annotations }}
{{- if $none }}
a: x
b: 'y'
c: one
{{- else }}
b: z
{{- if isset $annotations "sidecar.istio.io/bootstrapOverride" }}
c: two
{{- else }}
c: three
{{- end }}
{{- end }}
`);
    expect(evaluate(tree, input({ 'sidecar.istio.io/bootstrapOverride': '' }))).toEqual({ b: 'z', c: 'two' });
    expect(evaluate(tree, input({ 'sidecar.istio.io/interceptionMode': 'NONE' }))).toEqual({
      a: 'x',
      b: 'y',
      c: 'one',
    });
  });

  test('loops run over lists and maps, the latter by key', () => {
    const tree = {
      names: [each(appContainers, 'app', (name) => ({ name }))],
      env: [eachEntry(pod('ProxyConfig.ProxyMetadata'), (name, value) => ({ name, value }))],
    };
    const text = printTemplate(tree);
    expect(text).toContain('{{- range $app := $apps }}\n- {name: {{ $app | quote }} }\n{{- end }}');
    expect(text).toContain('{{- range $key, $value := .ProxyConfig.ProxyMetadata }}');
    expect(evaluate(tree, input())).toEqual({
      names: [{ name: 'shop' }],
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    });
  });

  test('a path inside a loop starts at the input, not at the item', () => {
    const tree = [each(appContainers, 'app', () => ({ owner: pod('DeploymentMeta.Name') }))];
    expect(printTemplate(tree)).toContain('- {owner: {{ $.DeploymentMeta.Name | quote }} }');
  });

  test('a list goes on with the one above, or starts its own', () => {
    const tree = { init: ['a'], main: continued(isNone, ['b']) };
    expect(printTemplate(tree)).toContain('init: [a]\n{{- if not $none }}\nmain:\n{{- end }}\n- b\n');
    expect(evaluate(tree, input())).toEqual({ init: ['a'], main: ['b'] });
    expect(evaluate(tree, input({ 'sidecar.istio.io/interceptionMode': 'NONE' }))).toEqual({ init: ['a', 'b'] });
  });

  test('a part is written once and stands as deep as its places', () => {
    const shared = part('shared', { limits: { cpu } });
    const tree = { one: { resources: shared }, two: { resources: shared }, three: noted('why', cpu) };
    const text = printTemplate(tree);
    expect(text.match(/define "shared"/g)).toHaveLength(1);
    expect(text).toContain('{{- define "shared" }}\n    limits: {cpu: ');
    expect(text.match(/ {2}resources:\n {2}\{\{- template "shared" \. \}\}/g)).toHaveLength(2);
    expect(text).toContain('# why\nthree: ');
    expect(() => printTemplate({ resources: shared, deep: { resources: shared } })).toThrow('unequal depth');
  });

  test('text that Go would run comes out as it was written', () => {
    expect(printTemplate({ a: '{{ evil }}', b: 'x\ny', c: null, d: {}, e: [] })).toBe(
      'a: {{ "{{ evil }}" | quote }}\nb: "x\\ny"\nc:\nd: {}\ne: []\n',
    );
  });

  test('numbers stay numbers, and text is put together', () => {
    const tree = {
      port: number(annotation('status.sidecar.istio.io/port', 15020)),
      owner: text`100% ${pod('DeploymentMeta.Name')}/${'x'}`,
      name: firstOf(label('app'), pod('DeploymentMeta.Name')),
    };
    const printed = printTemplate(tree, { second: true });
    expect(printed).toContain('{{ annotation .ObjectMeta "status.sidecar.istio.io/port" 15020 }}');
    expect(printed).toContain('{{ printf "100%% %s/x" .DeploymentMeta.Name | quote }}');
    expect(printed).toContain('\n---\nsecond: true\n');
    expect(evaluate(tree, input({}, { app: 'a' }))).toEqual({ port: 15020, owner: '100% shop/x', name: 'a' });
  });

  test('two values under one variable name are refused', () => {
    const other = gateway('ControllerLabel').as('none');
    expect(() => printTemplate({ a: isNone, b: other })).toThrow('two variables $none');
  });

  test('what is known at synth leaves no choice in the template', () => {
    expect(either(true, 'a', 'b')).toBe('a');
    expect(either(false, 'a')).toBeUndefined();
    expect(
      settled({ a: either(true, 1), b: either(false, 2), c: [each(appContainers, 'x', () => 1)].slice(1) }),
    ).toEqual({
      a: 1,
      c: [],
    });
  });
});

test('misspelt annotations, labels, paths and fields do not compile', () => {
  // @ts-expect-error no such annotation
  annotation('sidecar.istio.io/proxyCpu', '');
  // @ts-expect-error no such label
  label('service.istio.io/canonicalname');
  // @ts-expect-error no such value
  expect(() => pod('ProxyConfig.InterceptMode')).not.toThrow();
  const wrong: Node<IPodTemplateSpec> = {
    // @ts-expect-error no such field
    spec: { containers: [{ name: 'a', imagePolicy: 'Always' }] },
  };
  expect(wrong).toHaveProperty('spec');
});
