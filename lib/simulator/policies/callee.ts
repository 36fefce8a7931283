import { serviceHost } from '../../model/hosts/names';
import type { Mesh } from '../../model/mesh';
import { layerOf } from '../../model/protocols';

/** A port of a service that is asked. */
export interface Callee {
  readonly name: string;
  readonly namespace: string;
  readonly host: string;
  readonly port: number;
  /** Of the pods: a number, or the name of a port of theirs. */
  readonly targetPort: number | string;
  readonly isHttp: boolean;
}

type Service = Mesh['Service'][number];

/** A port of a Service as a proxy is asked for it; what is found out by the bytes is taken to be HTTP. */
export const calleeOf = (
  { name, namespace }: Service,
  port: NonNullable<Service['spec']['ports']>[number],
): Callee => ({
  name,
  namespace,
  host: serviceHost({ name, namespace }),
  port: port.port,
  targetPort: port.targetPort ?? port.port,
  isHttp: (layerOf(port) ?? 'http') === 'http',
});
