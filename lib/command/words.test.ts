import { createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { isOlder } from '../kit/versions';
import { ApiError, explain } from './cluster/faults';
import { listen } from './cluster/listen';
import { progress } from './progress';
import { type Pod, troubleOf } from './status/pods';
import { lingers } from './status/readiness';
import { seconds } from './status/seconds';

const pod = (status: Pod['status'], deleted?: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', ...(deleted === undefined ? {} : { deletionTimestamp: deleted }) },
  ...(status === undefined ? {} : { status }),
});
const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
const notReady = { conditions: [{ type: 'Ready', status: 'False', message: 'containers with unready status: [app]' }] };
const crash = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } };

test.each<[string, Pod, string | undefined]>([
  ['a ready pod', pod(ready), undefined],
  ['a Job that is done', pod({ phase: 'Succeeded' }), undefined],
  ['a pod that goes', pod(ready, 'now'), 'being deleted'],
  ['an evicted pod', pod({ phase: 'Failed', reason: 'Evicted', message: 'low on memory' }), 'Evicted: low on memory'],
  ['a pod that no node has seen', pod(undefined), 'not seen by a node yet'],
  [
    'a pod without a place',
    pod({
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes are available' }],
    }),
    '0/1 nodes are available',
  ],
  [
    'an image that is not there',
    pod({ ...notReady, containerStatuses: [{ name: 'app', state: { waiting: { reason: 'ErrImagePull' } } }] }),
    'app ErrImagePull, 0 restarts',
  ],
  [
    'a sidecar in the way of its workload',
    pod({
      ...notReady,
      initContainerStatuses: [{ name: 'istio-proxy', restartCount: 3, state: crash }],
      containerStatuses: [{ name: 'app', state: { waiting: { reason: 'PodInitializing' } } }],
    }),
    'istio-proxy CrashLoopBackOff (back-off 10s), 3 restarts',
  ],
  [
    'a program that ends',
    pod({ ...notReady, containerStatuses: [{ name: 'app', state: { terminated: { exitCode: 1 } } }] }),
    'app ended with 1 (Error), 0 restarts',
  ],
  ['a probe that fails', pod({ ...notReady, containerStatuses: [{ name: 'app' }] }), notReady.conditions[0]?.message],
])('status knows %s', (_, one, words) => {
  expect(troubleOf(one)).toBe(words);
});

test('a namespace says what holds it; another object, its finalizers', () => {
  const going = (kind: string, more: object) => ({ apiVersion: 'v1', kind, metadata: { name: 'x', ...more } });
  const conditions = [
    { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', message: 'all fine' },
    { type: 'NamespaceContentRemaining', status: 'True', message: 'pods. has 1 resource instances' },
  ];
  expect(lingers({ ...going('Namespace', {}), status: { conditions } } as Pod)).toBe('pods. has 1 resource instances');
  expect(lingers(going('PersistentVolumeClaim', { finalizers: ['kubernetes.io/pvc-protection'] }))).toBe(
    'held by kubernetes.io/pvc-protection',
  );
  expect(lingers(going('Service', {}))).toBe('still being deleted');
});

test.each([
  ['1.31.9', true],
  ['1.9.0', true],
  ['1.32.0', false],
  ['1.32.2-gke.1', false],
  ['2.0.0', false],
])('Kubernetes %s is older than 1.32: %s', (version, older) => {
  expect(isOlder(version, '1.32')).toBe(older);
});

test.each([
  ['spec.selector: Invalid value: {}: field is immutable', 'MESH828'],
  ['spec.loadBalancerClass: Invalid value: "a": may not change once set', 'MESH828'],
  ['spec.ports: Required value', 'MESH707'],
])('the server says "%s": %s', (text, code) => {
  expect(explain(new ApiError(422, 'Invalid', text, []), 'Service a/b')).toEqual([
    expect.stringMatching(new RegExp(`^${code} \\[Service a/b\\] `)),
  ]);
});

test('a port-forward takes another port where the usual one is taken', async () => {
  const [first, second] = [createServer(), createServer()];
  const port = await listen(first, 0);
  const other = await listen(second, port);
  expect(other).toBeGreaterThan(0);
  expect(other).not.toBe(port);
  for (const server of [first, second]) server.close();
});

test('bars leave the terminal once, with what was said last', () => {
  const written: string[] = [];
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 120, rows: 40 });
  terminal.on('data', (chunk) => written.push(String(chunk)));
  const shown = progress(terminal as unknown as NodeJS.WriteStream, false);
  shown.say('before any bar');
  const bar = shown.stage('30-istiod', 2);
  bar.step();
  bar.done('1 created');
  shown.say('took something back');
  shown.close();
  const text = written.join('');
  expect(text).toContain('before any bar\n');
  expect(text).toContain('took something back');
  expect(text).toContain('1/2 1 created');
  // A second close would move the cursor up, over what was printed since.
  shown.close();
  expect(written.join('')).toBe(text);
});

test('a time to wait is seconds, or what kubectl takes', () => {
  expect(['90', '90s', '1h2m'].map(seconds)).toEqual([90, 90, 3720]);
  for (const wrong of ['soon', '0.5', '-1', '100ms']) expect(() => seconds(wrong)).toThrow('give whole seconds');
});
