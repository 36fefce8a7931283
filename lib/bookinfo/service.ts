import type { IpFamilies } from '../mesh/services/kplus';
import type { MicroserviceProps } from '../mesh/services/microservice';
import { byName, http } from '../mesh/services/ports';
import type { VersionProps } from '../mesh/services/version';
import { type BookinfoService, type HardeningLevel, hardening } from './hardening';

/** Choices that hold for all services of Bookinfo. */
export interface BookinfoOptions {
  /** @default 'restricted' */
  readonly hardening?: HardeningLevel;
  /** Both IP families on every Service; the cluster must have both. @default false */
  readonly dualStack?: boolean;
  /** A ServiceAccount `bookinfo-<name>` for each service. @default true */
  readonly serviceAccounts?: boolean;
  /** A ServiceAccount of its own for each version of reviews, so that policies can tell them apart. @default false */
  readonly accountPerVersion?: boolean;
  /** The page's Service also on a port of every node. @default false */
  readonly nodePort?: boolean;
  /** A Service for each version, as routes of the Gateway API need. @default false */
  readonly serviceForEachVersion?: boolean;
}

/** What all services of Bookinfo have in common. */
export function common(service: BookinfoService, options: BookinfoOptions, families: IpFamilies['families'] = []) {
  const { dualStack = false, serviceAccounts = true, serviceForEachVersion = false } = options;
  return {
    // The sample says the protocol with the port's name alone.
    ports: [byName(http(9080))],
    serviceAccount: serviceAccounts && `bookinfo-${service}`,
    serviceForEachVersion,
    service: {
      ...(dualStack && { ipFamilies: { policy: 'RequireDualStack', families } }),
      ...(options.nodePort && service === 'productpage' && { type: 'NodePort' as const }),
    },
  } satisfies Partial<MicroserviceProps>;
}

/** One version, hardened as chosen. */
export const hardened = (service: BookinfoService, options: BookinfoOptions, version: VersionProps): VersionProps => ({
  pullPolicy: 'IfNotPresent',
  ...version,
  ...hardening(options.hardening ?? 'restricted', service),
});
