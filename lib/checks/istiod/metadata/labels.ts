import { isLabelValue } from '../../../kit/formats/formats';
import type { StringMap } from '../../../kit/formats/labels';
import type { Kind, Mesh, Written } from '../../../model/mesh';
import { RULED } from '../../../problems/istio/istiod-policies';
import type { Rule } from '../../rule';

/** The name of a label, behind a DNS name or alone. Source: istio pkg/config/labels, validateTagKey. */
const isKey = (key: string): boolean =>
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[a-z0-9]([-\w.]{0,61}[a-z0-9])?$/i.test(key);

/** What is wrong with labels as istiod takes them, each as `key=value`. */
const oddLabels = (labels: StringMap = {}): readonly string[] =>
  Object.entries(labels)
    .filter(([key, value]) => !isKey(key) || !isLabelValue(value))
    .map(([key, value]) => JSON.stringify(`${key}=${value}`));

type Named = readonly (readonly [where: string, labels: StringMap | undefined])[];

const labelled = <K extends Kind>(kind: K, of: (one: Mesh[K][number]) => Named): Rule['find'] => {
  const all = (mesh: Mesh) => mesh[kind] as readonly (Written<unknown> & Mesh[K][number])[];
  return (mesh) =>
    all(mesh).flatMap((one) =>
      of(one).flatMap(([where, labels]) =>
        oddLabels(labels).map((label) => ({ place: one.place, problem: RULED.label(where, label) })),
      ),
    );
};

const FINDERS = [
  labelled('DestinationRule', ({ spec: { subsets = [] } }) =>
    subsets.map(({ name, labels }) => [`subset ${name}`, labels]),
  ),
  labelled('ServiceEntry', ({ spec: { endpoints = [] } }) =>
    endpoints.map(({ address, labels }) => [`the endpoint ${address ?? ''}`, labels]),
  ),
  labelled('WorkloadEntry', ({ spec: { labels } }) => [['the machine', labels]]),
  labelled('WorkloadGroup', ({ spec: { metadata } }) => [['the group', metadata?.labels]]),
  labelled('VirtualService', ({ spec: { http = [], tls = [], tcp = [] } }) =>
    [...http, ...tls, ...tcp].flatMap(({ match = [] }) =>
      match.map(({ sourceLabels }) => ['a match of callers', sourceLabels] as const),
    ),
  ),
];

export const labelsAreLabels: Rule = {
  name: 'labels-are-labels',
  codes: ['MESH914'],
  severity: 'error',
  about: 'labels by which pods and machines are told apart are such as Kubernetes has',
  reads: ['DestinationRule', 'ServiceEntry', 'WorkloadEntry', 'WorkloadGroup', 'VirtualService'],
  find: (mesh) => FINDERS.flatMap((find) => find(mesh)),
};
