import type { ObjectPatch } from '../installation/changes/patches';
import type { Environment } from '../installation/environment';
import { CNI } from '../istio/nodes/cni/props';
import { ZTUNNEL } from '../istio/nodes/ztunnel/props';
import { PROFILES, type ProfileName } from '../istio/profiles';
import { behavesLike, COMPATIBILITY_VERSIONS, type CompatibilityVersion } from '../istio/profiles/compatibility';
import { onPlatform } from '../istio/profiles/platforms';
import { PLATFORMS, type Platform } from '../istio/surroundings';
import { MINORS, type Minor } from '../istio/versions';
import { override, type Patch } from '../kit/override';
import { refuse } from '../kit/problems';
import { IMPORT } from '../problems/commands/import';
import { gatewayProps } from './gateways';
import type { Installation } from './installation';
import { BASE } from './tables/base';
import { PILOT } from './tables/istiod';
import { GLOBAL, MESH } from './tables/mesh';
import { CNI_VALUES, ZTUNNEL_VALUES } from './tables/node-agents';
import { PROXY } from './tables/proxy';
import { REMOTE } from './tables/remote';
import { REVISIONS } from './tables/revisions';
import { type Report, type Row, Said, taken } from './values/row';

/** What an environment is made of: an official one, and what differs from it. */
export interface Taken {
  /** As the profile has it, before the platform and the older version. */
  readonly plain: Environment;
  readonly official: Environment;
  readonly profile: ProfileName;
  readonly platform?: Platform;
  readonly behaves?: CompatibilityVersion;
  readonly environment: Environment;
}

const SMALL = { resources: { requests: { cpu: '10m', memory: '40Mi' } } };

/** The blocks of the node agents as a profile has them. */
const nodeAgents = ({ parts, profile, namespace }: Installation): Partial<Environment> => ({
  ...(parts.cni !== undefined && {
    cni: override(CNI, {
      ...(parts.cni === namespace ? {} : { namespace: parts.cni }),
      ...(profile === 'ambient' && { ambient: { enabled: true } }),
      ...(profile === 'demo' && SMALL),
    }),
  }),
  ...(parts.ztunnel !== undefined && {
    ztunnel: override(ZTUNNEL, {
      ...(parts.ztunnel === namespace ? {} : { namespace: parts.ztunnel }),
      ...(profile === 'demo' && SMALL),
    }),
  }),
});

/** Istio's own starting point, without what the input says. */
function officialOf(installation: Installation): Omit<Taken, 'environment'> {
  const { values, profile, namespace, parts } = installation;
  if (!(profile in PROFILES) || profile.startsWith('openshift'))
    refuse(values.place('profile'), IMPORT.profile(profile, Object.keys(PROFILES)));
  const platform = (values.get('platform') || values.get('global.platform') || undefined) as Platform | undefined;
  const behaves = (values.get('compatibilityVersion') || undefined) as CompatibilityVersion | undefined;
  const base: Environment = {
    name: 'mesh',
    purpose: '',
    istio: override(PROFILES[profile as ProfileName], {
      namespace,
      ...(parts.cni === undefined ? { cni: null } : { cni: { provider: 'default' } }),
    }),
    gatewayApi: 'present',
    ...nodeAgents(installation),
    gateways: {},
  };
  const placed =
    platform === undefined ? base : onPlatform(base, known(platform, PLATFORMS, values.place('global.platform')));
  const official =
    behaves === undefined
      ? placed
      : behavesLike(placed, known(behaves, COMPATIBILITY_VERSIONS, values.place('compatibilityVersion')));
  return {
    plain: base,
    official,
    profile: profile as ProfileName,
    ...(platform !== undefined && { platform }),
    ...(behaves !== undefined && { behaves }),
  };
}

function known<T extends string>(name: T, all: readonly T[], place: string): T {
  return all.includes(name) ? name : refuse(place, IMPORT.profile(name, all));
}

/** The minor of a tag that names one that we write. */
function versionOf(environment: Environment, { values }: Installation, report: Report): Patch<Environment> {
  const { tag } = environment.istio.image;
  const minor = /^v?(1\.\d+)/.exec(tag ?? '')?.[1];
  if (minor === undefined || minor === environment.istio.version) return {};
  if ((MINORS as readonly string[]).includes(minor)) return { istio: { version: minor as Minor } };
  report.leave(values.place('global.tag'), IMPORT.minor(String(tag), MINORS));
  return { istio: { image: { tag: null } } };
}

/** The environment that an installation is, but for what `k8s` says of components. */
export function takenOver(installation: Installation, report: Report): Taken {
  const { values, parts, profile } = installation;
  const start = officialOf(installation);
  const tables: readonly (readonly Row<Environment>[])[] = [
    REVISIONS,
    GLOBAL,
    MESH,
    PROXY,
    PILOT,
    REMOTE,
    BASE,
    ...(parts.cni === undefined ? [] : [CNI_VALUES]),
    ...(parts.ztunnel === undefined ? [] : [ZTUNNEL_VALUES]),
  ];
  const off = [...(parts.cni === undefined ? ['cni'] : []), ...(parts.ztunnel === undefined ? ['ztunnel'] : [])];
  for (const part of off)
    for (const path of values.below(part).unread(['enabled', 'resourceName', 'cni']))
      report.leave(values.place([part, ...path]), IMPORT.off([part, ...path].join('.'), part));
  const ignored: Row<Environment> = { values: [...off, ...GATEWAYS], set: () => undefined };
  const said = new Said(values, report);
  const props = taken(start.official, [...tables.flat(), ignored], said, 'a chart of Istio');
  const environment = override(props, versionOf(props, installation, report));
  const gateways = Object.fromEntries(
    installation.gateways.map((one) => [one.key, gatewayProps(one, { environment, values, profile, report })]),
  );
  return { ...start, environment: { ...environment, gateways } };
}

/** Read for each gateway of its own. */
const GATEWAYS = ['gateways.istio-ingressgateway', 'gateways.istio-egressgateway', 'gateways.enabled'];

export const withPatches = (environment: Environment, patches: readonly ObjectPatch[]): Environment =>
  patches.length === 0 ? environment : { ...environment, patches: [...(environment.patches ?? []), ...patches] };
