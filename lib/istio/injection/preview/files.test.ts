import { describe, expect, test } from '@jest/globals';
import { APP, run, workload } from '../../../../test/preview';
import { printYaml } from '../../../kit/yaml';
import { defaultProfile } from '../../profiles/default';
import { preview, previewFile } from '.';

describe('files', () => {
  test('every object of a file, and every item of a List', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } };
    const list = { apiVersion: 'v1', kind: 'List', items: [service, workload({})] };
    const [first, second] = previewFile(defaultProfile, [service, list].map((one) => printYaml(one)).join('---\n'));
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
    expect(() => previewFile(defaultProfile, 'a: [')).toThrow('MESH206');
    expect(() => previewFile(defaultProfile, 'kind: Deployment\nmetadata: {name: d}')).toThrow(
      'MESH209 [Deployment/d]',
    );
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
