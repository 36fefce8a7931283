import { shown } from '../../kit/json';
import { catalogue } from '../../kit/problems';

/** The control plane and what scales. MESH100-MESH129. */
export const ISTIOD = catalogue({
  hub: [
    'MESH100',
    (hub: string) => [
      `image.hub "${hub}" is no registry path`,
      'use host[:port]/path without a scheme, a tag or a trailing slash, such as registry.istio.io/release',
    ],
  ],
  tag: [
    'MESH101',
    (tag: string) => [
      `image.tag "${tag}" is no image tag`,
      'use at most 128 letters, digits, "_", "." and "-", beginning with a letter, a digit or "_"',
    ],
  ],
  quantity: [
    'MESH102',
    (field: string, value: string) => [
      `${field} "${value}" is no quantity`,
      'write it as Kubernetes does: 100m, 0.5, 128Mi',
    ],
  ],
  requestAboveLimit: [
    'MESH103',
    (field: string, request: string, limit: string) => [
      `${field} requests ${request} but is limited to ${limit}`,
      'lower the request or raise the limit',
    ],
  ],
  replicasBesideAutoscaling: [
    'MESH104',
    (field: string) => [
      `${field} has both replicas and autoscaling, which overwrite each other`,
      'keep one of them (replicas: null or autoscaling: null in an override)',
    ],
  ],
  minAboveMax: [
    'MESH105',
    (field: string, min: number, max: number) => [
      `${field}.autoscaling goes from ${min} to ${max} pods`,
      'give 1 <= min <= max',
    ],
  ],
  count: [
    'MESH106',
    (field: string, value: number) => [`${field} is ${shown(value)}`, 'give a whole number of at least 1'],
  ],
  noSwitch: [
    'MESH139',
    (name: string, value: string) => [
      `${name} is "${value}", which istiod cannot read: it takes its default`,
      'write "true" or "false"',
    ],
  ],
  percent: [
    'MESH107',
    (field: string, value: number) => [`${field} is ${value}`, 'give a share from 0 to 100 percent'],
  ],
  duration: [
    'MESH108',
    (field: string, value: string) => [`${field} "${value}" is no duration`, 'write it as 30m, 10s or 250ms'],
  ],
  ranges: [
    'MESH109',
    (field: string, value: string) => [
      `${field} holds "${value}", which is no CIDR`,
      'list address/prefix-length, comma separated, or "*"',
    ],
  ],
  ports: [
    'MESH110',
    (field: string, value: string) => [
      `${field} holds "${value}", which is no port`,
      'list numbers from 1 to 65535, comma separated',
    ],
  ],
  domain: [
    'MESH111',
    (field: string, value: string) => [`${field} "${value}" is no DNS name`, 'use lower-case labels joined by dots'],
  ],
  budgetOfOne: [
    'MESH112',
    (field: string) => [
      `${field} may run as one pod, which its disruption budget would never let be evicted`,
      'run at least two pods (replicas or autoscaling.min), take maxUnavailable: 1, or drop the budget',
    ],
  ],
  environmentName: [
    'MESH113',
    (name: string) => [
      `istiod.env has "${name}", which is no name of an environment variable`,
      'use letters, digits and "_"',
    ],
  ],
  logLevel: [
    'MESH114',
    (field: string, value: string) => [
      `${field} "${value}" is no log level`,
      'write scope:level pairs, comma separated (default:info,ads:debug), or nothing for the default',
    ],
  ],
  labelValue: [
    'MESH115',
    (field: string, value: string) => [
      `${field} "${value}" is no value of a label, which it becomes`,
      'use at most 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit',
    ],
  ],
  clusterName: [
    'MESH905',
    (name: string) => [
      `identity.cluster "${name}" is no name of a cluster`,
      'give a text without spaces, or leave it out for "Kubernetes"',
    ],
  ],
  budgetOfNothing: [
    'MESH116',
    (field: string) => [
      `${field}.disruptionBudget does not say how many pods`,
      'give one of minAvailable and maxUnavailable, a number or a percentage',
    ],
  ],
  budgetBlocks: [
    'MESH117',
    (field: string, amount: string, pods: number) => [
      `${field} may run as ${pods} pods, none of which may be evicted with ${amount}: no node could be drained`,
      'lower minAvailable, raise maxUnavailable, or run more pods',
    ],
  ],
  rollout: [
    'MESH118',
    (field: string) => [
      `${field}.rollingUpdate may neither add a pod nor take one, so no rollout would begin`,
      'raise maxSurge or maxUnavailable',
    ],
  ],
});
