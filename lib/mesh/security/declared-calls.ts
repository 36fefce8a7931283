import { Construct, type IConstruct } from 'constructs';
import { outermost } from '../../model/tree';
import { mustFit } from '../must-fit';
import type { DeclaredCall, ServiceHandle, VersionHandle } from '../services/handles';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { Allow } from './authorization';
import type { Caller, CallingGateway } from './callers';

/** Requests that come in through a gateway are no service's call; this declares them. */
export interface Entry {
  readonly gateway: CallingGateway;
  readonly to: readonly ServiceHandle[];
}

export interface DeclaredCallsProps {
  /** Gateways that bring requests in. @default - none */
  readonly entries?: readonly Entry[];
  /** Callers without a Microservice here: handles of services that others deploy. @default - none */
  readonly callers?: readonly ServiceHandle[];
}

/** The microservices that were made below a construct. */
export const microservicesBelow = (root: IConstruct): readonly Microservice[] =>
  root.node.findAll().filter((one): one is Microservice => one instanceof Microservice);

/** Every call of a microservice of the same mesh, and of the further callers. */
export const declaredCalls = (scope: Construct, { callers = [] }: DeclaredCallsProps): readonly DeclaredCall[] =>
  [...microservicesBelow(outermost(scope)), ...callers].flatMap((one) => one.declaredCalls);

const callerOf = ({ from, fromVersion }: DeclaredCall): ServiceHandle | VersionHandle =>
  fromVersion === undefined ? from : from.version(fromVersion);

/**
 * Nobody may ask anything in a namespace, except that declared callers may ask the services they declared. Calls that are declared
 * after it was made are not in it; synth then reports MESH420.
 */
export class DeclaredCallsOnly extends Construct {
  /** @throws MESH314 for a caller without a ServiceAccount, MESH403 for a version that shares its own */
  constructor(scope: Construct, id: string, props: DeclaredCallsProps = {}) {
    super(scope, id);
    mustFit(this, 'DeclaredCallsProps', props);
    const { entries = [] } = props;
    const namespace = MeshNamespace.of(this);
    const calls = declaredCalls(this, props);
    new Allow(this, 'Nothing', { name: 'allow-nothing', rules: [] });
    for (const service of microservicesBelow(namespace)) {
      const from: readonly Caller[] = [
        ...entries.filter(({ to }) => to.includes(service)).map(({ gateway }) => gateway),
        ...calls.filter(({ to }) => to === service).map(callerOf),
      ];
      if (from.length === 0) continue;
      new Allow(this, service.name, {
        name: `${service.name}-callers`,
        workload: service,
        rules: [{ from, to: { ports: service.ports.map(({ port }) => service.port(port)) } }],
      });
    }
  }
}

/** Denies by default in a namespace and allows the declared calls: see DeclaredCallsOnly. */
export const allowDeclaredCalls = (namespace: MeshNamespace, props: DeclaredCallsProps = {}): DeclaredCallsOnly =>
  new DeclaredCallsOnly(namespace, 'DeclaredCalls', props);
