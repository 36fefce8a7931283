import type { Problem } from '../../kit/problems';
import { serviceHost } from '../../model/hosts/names';
import { ADDON } from '../../problems/installation/addons';

/** What an objective is about. */
export interface ObjectiveFacts {
  readonly name: string;
  readonly service: string;
  readonly namespace: string;
}

/** Every objective is about a Service that exists; `hosts` are those of Services and ServiceEntries. */
export const objectiveServiceProblems = (
  objectives: readonly ObjectiveFacts[],
  hosts: ReadonlySet<string>,
  clusterDomain: string,
): readonly Problem[] =>
  objectives.flatMap(({ name, service, namespace }) => {
    const host = serviceHost({ name: service, namespace }, clusterDomain);
    return hosts.has(host) ? [] : [ADDON.objectiveService(name, host)];
  });
