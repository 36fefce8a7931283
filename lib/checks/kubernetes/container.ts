import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IContainerPort } from 'kubernetes-models/v1/ContainerPort';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { IResourceRequirements } from 'kubernetes-models/v1/ResourceRequirements';
import { isDnsLabel, isPort } from '../../kit/formats/formats';
import { isQuantity, quantity } from '../../kit/formats/quantity';
import { contextProblems } from './context';
import { each, type Finding, oneOf, shown, twice, unless } from './findings';

/** A container of a pod that has these volumes. */
export function containerProblems(
  container: IContainer,
  path: string,
  volumes: ReadonlySet<string>,
): readonly Finding[] {
  return [
    ...unless(
      isDnsLabel(container.name),
      path,
      () => `has the name ${shown(container.name)}`,
      'use at most 63 lower-case letters, digits and "-"',
    ),
    ...each(`${path}.volumeMounts`, container.volumeMounts, ({ name, mountPath, subPath = '' }, place) => [
      ...unless(
        volumes.has(name),
        place,
        () => `is of the volume "${name}", which the pod has not`,
        `add it to the pod's volumes, or name one of ${[...volumes].join(', ') || 'none'}`,
      ),
      ...unless(mountPath !== '', place, () => 'has no mountPath', 'say where the container sees it'),
      ...unless(
        !subPath.startsWith('/') && !subPath.split('/').includes('..'),
        `${place}.subPath`,
        () => `is ${shown(subPath)}`,
        'give a path below the volume, without ".." and without "/" before it',
      ),
    ]),
    ...twice(
      `${path}.volumeMounts`,
      container.volumeMounts,
      ({ mountPath }) => mountPath,
      'mount one volume at a path',
    ),
    ...each(`${path}.env`, container.env, ({ name, value, valueFrom }, place) => [
      ...unless(
        /^[ -<>-~]+$/.test(name),
        place,
        () => `has the name ${shown(name)}`,
        'use printable characters but "="',
      ),
      ...unless(
        !(value !== undefined && value !== '' && valueFrom !== undefined),
        place,
        () => `"${name}" has both value and valueFrom`,
        'keep one of them',
      ),
      ...unless(
        value === undefined || typeof value === 'string',
        place,
        () => `"${name}" has the value ${shown(value)}`,
        'write it as a string',
      ),
      ...unless(
        valueFrom === undefined || Object.keys(valueFrom).length === 1,
        place,
        () => `"${name}" has ${Object.keys(valueFrom ?? {}).length} sources`,
        'give one: fieldRef, resourceFieldRef, configMapKeyRef or secretKeyRef',
      ),
    ]),
    ...twice(
      `${path}.env`,
      container.env,
      ({ name }) => name,
      'set each variable once: server-side apply refuses the second',
    ),
    ...each(`${path}.ports`, container.ports, portProblems),
    ...twice(`${path}.ports`, container.ports, ({ name }) => name, 'give each port a name of its own'),
    ...twice(
      `${path}.ports`,
      container.ports,
      ({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`,
      'name each port once: server-side apply refuses the second',
    ),
    ...unless((container.image ?? '') !== '', path, () => 'has no image', 'name one'),
    ...oneOf(`${path}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']),
    ...resourceProblems(`${path}.resources`, container.resources),
    ...(['readinessProbe', 'livenessProbe', 'startupProbe'] as const).flatMap((field) =>
      probeProblems(`${path}.${field}`, container[field], field !== 'readinessProbe'),
    ),
    ...contextProblems(`${path}.securityContext`, container.securityContext),
  ];
}

/** The name of a port: of a Service's target, too. */
export const isPortName = (name: string): boolean =>
  /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && name.length <= 15 && /[a-z]/.test(name);

const portProblems = (
  { containerPort, hostPort = 0, name, protocol }: IContainerPort,
  path: string,
): readonly Finding[] => [
  ...unless(
    isPort(containerPort),
    path,
    () => `has containerPort ${shown(containerPort)}`,
    'give a whole number from 1 to 65535',
  ),
  ...unless(
    hostPort === 0 || isPort(hostPort),
    path,
    () => `has hostPort ${shown(hostPort)}`,
    'give a whole number from 1 to 65535',
  ),
  ...unless(
    name === undefined || isPortName(name),
    path,
    () => `has the name ${shown(name)}`,
    'use at most 15 lower-case letters, digits and single "-"',
  ),
  ...oneOf(`${path}.protocol`, protocol, ['TCP', 'UDP', 'SCTP']),
];

/** Kubernetes' own kinds of resources, and others behind a domain. */
const isResource = (name: string): boolean =>
  /^(cpu|memory|ephemeral-storage|hugepages-.+|[^/]+\.[^/]+\/[^/]+)$/.test(name);

function resourceProblems(path: string, resources: IResourceRequirements | undefined): readonly Finding[] {
  const { requests = {}, limits = {} } = resources ?? {};
  const entries = Object.entries({ requests, limits }).flatMap(([kind, all]) =>
    Object.entries(all).map(([name, amount]) => [`${path}.${kind}.${name}`, name, amount] as const),
  );
  const odd = entries.flatMap(([place, name, amount]) => [
    ...unless(isResource(name), place, () => 'is no resource', 'use cpu, memory, ephemeral-storage, or domain/name'),
    ...unless(
      isQuantity(String(amount)) && quantity(String(amount)) >= 0,
      place,
      () => `is ${shown(amount)}`,
      'give an amount of at least 0, such as 100m or 128Mi',
    ),
  ]);
  if (odd.length > 0) return odd;
  return Object.entries(requests).flatMap(([name, amount]) =>
    unless(
      limits[name] === undefined || quantity(String(amount)) <= quantity(String(limits[name])),
      `${path}.requests.${name}`,
      () => `is ${amount}, above the limit ${limits[name]}`,
      'ask for less, or raise the limit',
    ),
  );
}

const SECONDS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;
const WAYS = ['httpGet', 'tcpSocket', 'exec', 'grpc'] as const;

/** A probe; `once`: one success is all that counts. */
function probeProblems(path: string, probe: IProbe | undefined, once: boolean): readonly Finding[] {
  if (probe === undefined) return [];
  const ways = WAYS.filter((way) => probe[way] !== undefined);
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port;
  return [
    ...SECONDS.flatMap((field) =>
      unless((probe[field] ?? 0) >= 0, `${path}.${field}`, () => `is ${probe[field]}`, 'give at least 0'),
    ),
    ...unless(ways.length === 1, path, () => `asks in ${ways.length} ways`, `give one of ${WAYS.join(', ')}`),
    ...oneOf(`${path}.httpGet.scheme`, probe.httpGet?.scheme, ['HTTP', 'HTTPS']),
    ...unless(
      typeof port !== 'number' || isPort(port),
      path,
      () => `asks port ${port}`,
      'give a whole number from 1 to 65535, or the name of a port',
    ),
    ...unless(
      !once || (probe.successThreshold ?? 1) === 1,
      `${path}.successThreshold`,
      () => `is ${probe.successThreshold}`,
      'one success is enough here: give 1',
    ),
  ];
}
