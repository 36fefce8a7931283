import { isAddress } from '../../kit/formats/formats';
import { isExactHost, isSocket } from '../../model/hosts/grammar';
import { RULED } from '../../problems/istio/istiod-policies';
import type { Rule } from '../rule';
import { isLabel } from './words';

const METHODS = ['httpGet', 'tcpSocket', 'exec', 'grpc'] as const;

/** What is wrong with machines beyond their schemas. Source: istio pkg/config/validation, validateWorkloadEntry. */
export const machines: Rule = {
  name: 'machines',
  codes: ['MESH917'],
  severity: 'error',
  about: 'a machine has an address, and a group a way to ask whether its machines are ready',
  reads: ['WorkloadEntry', 'WorkloadGroup'],
  find: (mesh) => [
    ...mesh.WorkloadEntry.filter(
      ({ spec: { address = '' } }) =>
        address !== '' && !isAddress(address) && !isSocket(address) && !isExactHost(address),
    ).map(({ place, spec }) => ({
      place,
      problem: RULED.machine(`the address ${JSON.stringify(spec.address)} is neither an address nor a host`),
    })),
    ...mesh.WorkloadEntry.flatMap(({ place, spec: { ports = {} } }) =>
      Object.keys(ports)
        .filter((name) => !isLabel(name))
        .map((name) => ({ place, problem: RULED.machine(`${JSON.stringify(name)} is no name of a port`) })),
    ),
    ...mesh.WorkloadGroup.flatMap(({ place, spec: { probe } }) => {
      if (probe === undefined) return [];
      const asks = METHODS.some((method) => probe[method] !== undefined);
      return [
        ...(asks ? [] : ['the probe asks nothing']),
        ...(probe.grpc === undefined ? [] : ['a probe of gRPC is none that istiod takes']),
        ...(probe.exec !== undefined && (probe.exec.command ?? []).length === 0 ? ['the probe has no command'] : []),
      ].map((why) => ({ place, problem: RULED.machine(why) }));
    }),
  ],
};
