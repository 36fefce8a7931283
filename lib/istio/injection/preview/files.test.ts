import { describe, expect, test } from '@jest/globals';
import { APP, run, workload } from '../../../../test/preview';
import { printYaml } from '../../../kit/yaml';
import { defaultProfile } from '../../profiles/default';
import { preview, previewFile } from '.';

describe('files', () => {
  test('every object of a file, and every item of a List', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } };
    const list = { apiVersion: 'v1', kind: 'List', items: [service, workload({})] };
    const { previews } = previewFile(defaultProfile, [service, list].map((one) => printYaml(one)).join('---\n'));
    const [first, second] = previews;
    expect(first).toMatchObject({ object: service, injected: false });
    expect(second).toMatchObject({ injected: true });
    expect(printYaml(second?.object)).toContain('istio-proxy');
  });

  test('a CronJob has a pod two levels down, a Pod is one', () => {
    const spec = { containers: [APP] };
    const cron = {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: { name: 'c' },
      spec: { jobTemplate: { spec: { template: { spec } } } },
    };
    expect(printYaml(preview(defaultProfile, cron).object)).toContain('cronjobs/c');
    const pod = { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'p' }, spec };
    expect(printYaml(preview(defaultProfile, pod).object)).toContain('pods/p');
  });

  test('no workload, no YAML, no pod template', () => {
    expect(() => previewFile(defaultProfile, 'kind: Service')).toThrow('MESH205 [preview] Service is no workload');
    expect(() => previewFile(defaultProfile, '')).toThrow('MESH205 [preview] an empty file is no workload');
    expect(() => previewFile(defaultProfile, 'a: [')).toThrow('MESH860 [preview:1]');
    expect(() => previewFile(defaultProfile, 'kind: Deployment\nmetadata: {name: d}')).toThrow(
      'MESH209 [Deployment/d]',
    );
  });

  test('YAML is read as kubectl reads it, and what cannot be read hides nothing', () => {
    const volumes = 'volumes: [{name: keys, secret: {secretName: keys, defaultMode: 0400, optional: yes}}]';
    const good = `kind: Pod\napiVersion: v1\nmetadata: {name: p}\nspec: {containers: [{name: app}], ${volumes}}`;
    const { previews, problems, doubts } = previewFile(defaultProfile, `${good}\n---\na: [\n---\n${good}`, {
      file: 'pods.yaml',
    });
    expect(previews.map(({ injected }) => injected)).toEqual([true, true]);
    expect(printYaml(previews[0]?.object)).toMatch(/defaultMode: 256\n +optional: true/);
    expect(problems).toEqual([expect.stringMatching(/^MESH860 \[pods\.yaml:7\] /)]);
    expect(doubts[0]).toMatch(/^MESH861 \[pods\.yaml:4\] kubectl takes 0400 for 256; /);
  });

  test('what must not be injected stays as it is, with the reason', () => {
    const wish = { spec: { hostNetwork: true } };
    expect(run(wish)).toEqual({
      object: workload(wish),
      injected: false,
      because: 'the pod uses the network of its node',
    });
  });
});
