import type { ApiObject } from 'cdk8s';
import * as extensions from '../../../imports/extensions.istio.io';
import * as gatewayApi from '../../../imports/gateway.networking.k8s.io';
import * as networking from '../../../imports/networking.istio.io';
import * as security from '../../../imports/security.istio.io';
import * as telemetry from '../../../imports/telemetry.istio.io';
import { Ref } from './refs';

/** Generated classes by the group of their kinds, and what the program calls their module. */
const MODULES = {
  'extensions.istio.io': ['extensions', extensions],
  'gateway.networking.k8s.io': ['gatewayApi', gatewayApi],
  'networking.istio.io': ['networking', networking],
  'security.istio.io': ['security', security],
  'telemetry.istio.io': ['telemetry', telemetry],
} as const;

export interface GeneratedClass {
  readonly ref: Ref;
  /** Of the objects that it writes. */
  readonly apiVersion: string;
}

type Generated = (new () => ApiObject) & { readonly GVK?: { readonly apiVersion: string; readonly kind: string } };

/** The class of a kind, if this package has one. */
export function classOf(group: string, kind: string): GeneratedClass | undefined {
  const [name, module] = MODULES[group as keyof typeof MODULES] ?? [];
  const found =
    module && (Object.entries(module) as readonly [string, Generated][]).find(([, one]) => one.GVK?.kind === kind);
  if (found === undefined) return undefined;
  const [called, value] = found;
  return { ref: new Ref(`${name}.${called}`, value, [`* ${name}`]), apiVersion: value.GVK?.apiVersion ?? '' };
}

/** The import of a module, by its name in the program. */
export const moduleOf = (name: string): string | undefined =>
  Object.entries(MODULES).find(([, [own]]) => own === name)?.[0];
