import type { IstioProps, MeshConfig } from '../istio/props';
import type { ControlPlanesProps } from '../istio/revisions/control-planes';
import { defined } from '../kit/defined';
import { override } from '../kit/override';
import type { Problem } from '../kit/problems';
import { ADDON_NAMES, ADDONS, type AddonName, type AddonSettings } from './registry';
import { addonProblems } from './rules/addon-roles';
import { type ExtensionProvider, type Place, type Provides, type Receiver, ROLES, type Wired } from './types';

/** What the addons of an environment are to each other and to the mesh, known before any object exists. */
export interface AddonPlan {
  readonly settings: AddonSettings;
  readonly place: Place;
  /** The addon in each role, for those who use it. */
  readonly wired: Wired;
  /** For `extensionProviders` of the mesh config. */
  readonly providers: readonly ExtensionProvider[];
  /** Where proxies send spans and access logs by default; nothing if no addon takes them. */
  readonly receiver: Receiver;
  /** Roles that are missing or filled twice, and Services or providers with two owners. */
  readonly problems: readonly Problem[];
}

/** Names of the addons that are switched on, in the order of the registry. */
export const switchedOn = (settings: AddonSettings): readonly AddonName[] =>
  ADDON_NAMES.filter((name) => settings[name] !== undefined);

const providesOf = <K extends AddonName>(name: K, settings: AddonSettings, place: Place): Provides => {
  const props: AddonSettings[K] = settings[name];
  return props === undefined ? { services: [] } : ADDONS[name].provides(props, place);
};

/** Computes from data alone what is provided to whom. Problems are returned: see `Addons`. */
export function planAddons(settings: AddonSettings, place: Place): AddonPlan {
  const offers = switchedOn(settings).map((name) => ({ name, ...providesOf(name, settings, place) }));
  const wired: Wired = {
    place,
    ...Object.assign({}, ...offers.flatMap((offer) => ROLES.map((role) => pick(offer, role)))),
  };
  const receivers = offers.flatMap(({ receiver }) => (receiver === undefined ? [] : [receiver]));
  return {
    settings,
    place,
    wired,
    providers: offers.flatMap(({ providers = [] }) => providers),
    receiver: { ...receivers[0], ...wired.collector },
    problems: addonProblems(
      offers.map(({ name, services, providers = [], ...offer }) => ({
        name,
        services,
        providers: providers.map((provider) => provider.name),
        needs: ADDONS[name].needs,
        roles: ROLES.filter((role) => offer[role] !== undefined),
      })),
      (role) => ADDON_NAMES.filter((name) => ROLES.some((r) => r === role && fills(name, r, place))),
    ),
  };
}

const pick = (offer: Provides, role: (typeof ROLES)[number]) =>
  offer[role] === undefined ? {} : { [role]: offer[role] };

/** Whether an addon fills a role as it comes. */
const fills = (name: AddonName, role: (typeof ROLES)[number], place: Place) =>
  providesOf(name, { [name]: {} }, place)[role] !== undefined;

/** Control planes whose mesh config knows the addons' providers. */
export const withAddons = (planes: ControlPlanesProps, plan: AddonPlan): ControlPlanesProps => {
  const told = (istio: IstioProps): IstioProps => ({ ...istio, mesh: meshWithAddons(istio.mesh, plan) });
  const { istio, revisions, ...others } = planes;
  return { ...others, istio: told(istio), ...defined({ revisions: revisions?.map(told) }) };
};

/**
 * The mesh config with the addons' providers, and with those that get spans and access logs as its defaults: a default leaves the
 * root namespace's one Telemetry to the user. A provider of a profile that bears an addon's name only says where such an addon usually is.
 */
export function meshWithAddons(mesh: MeshConfig, { providers, receiver }: AddonPlan): MeshConfig {
  if (providers.length === 0) return mesh;
  const taken = new Set(providers.map(({ name }) => name));
  const others = (mesh.extensionProviders ?? []).filter(({ name }) => name === undefined || !taken.has(name));
  const { spans, accessLogs } = receiver;
  const defaultProviders = {
    ...(spans === undefined ? {} : { tracing: [spans] }),
    ...(accessLogs === undefined ? {} : { accessLogging: [accessLogs] }),
  };
  return override(mesh, { extensionProviders: [...others, ...providers], defaultProviders });
}
