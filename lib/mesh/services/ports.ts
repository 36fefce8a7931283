import { defined } from '../../kit/defined';
import { isPort } from '../../kit/formats/formats';
import { shown } from '../../kit/json';
import type { Problem } from '../../kit/problems';
import { PROTOCOLS, type Protocol } from '../../model/protocols';
import { MESH } from '../../problems/mesh/mesh';
import { PROPS } from '../../problems/objects/props';

export { PROTOCOLS, type Protocol };

/** One port of a Service. */
export interface ServicePort {
  readonly port: number;
  readonly name: string;
  readonly protocol: Protocol;
  readonly appProtocol?: string;
  /** Port of the container. @default - `port` */
  readonly targetPort?: number;
  /** Fixed port on every node, for a Service of type NodePort or LoadBalancer. @default - chosen by the cluster */
  readonly nodePort?: number;
}

export interface PortOptions {
  /** Ends the port's name: `http(9080, { name: 'admin' })` is called `http-admin`. @default - the protocol alone */
  readonly name?: string;
  readonly targetPort?: number;
  readonly nodePort?: number;
}

const speaking =
  (protocol: Protocol) =>
  (port: number, options: PortOptions = {}): ServicePort => {
    const { name, app } = PROTOCOLS[protocol];
    const { targetPort, nodePort } = options;
    const full = options.name === undefined ? name : `${name}-${options.name}`;
    return defined({ port, name: full, protocol, appProtocol: app, targetPort, nodePort });
  };

/** HTTP/1.1, and HTTP/2 where both sides speak it. */
export const http = speaking('HTTP');
/** HTTP/2 without TLS. */
export const http2 = speaking('HTTP2');
export const grpc = speaking('GRPC');
export const grpcWeb = speaking('GRPC-WEB');
/** HTTP whose connections are upgraded to WebSocket. */
export const webSocket = speaking('WebSocket');
/** TLS from the client on, carrying HTTP. */
export const https = speaking('HTTPS');
/** TLS from the client on; routed by SNI. */
export const tls = speaking('TLS');
export const tcp = speaking('TCP');
export const mongo = speaking('Mongo');
export const mysql = speaking('MySQL');
export const redis = speaking('Redis');

/** The same port without appProtocol: Istio reads the protocol from the name alone, as in its samples. */
export const byName = ({ appProtocol: _, ...port }: ServicePort): ServicePort => port;

/** A port whose name does not begin with its protocol; the appProtocol says it. */
export const called = (name: string, port: ServicePort): ServicePort => ({ ...port, name });

/** What Kubernetes accepts as the name of a Service's port. */
const isPortName = (name: string): boolean =>
  name.length <= 15 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name) && /[a-z]/.test(name) && !name.includes('--');

const repeated = <T>(values: readonly T[]): readonly T[] => [
  ...new Set(values.filter((value, i) => values.indexOf(value) !== i)),
];

/** What is wrong with the ports of one Service. */
export function portProblems(service: string, ports: readonly ServicePort[]): readonly Problem[] {
  if (ports.length === 0) return [MESH.noPort(service)];
  const numbers = ports.flatMap((p) => [p.port, ...(p.targetPort === undefined ? [] : [p.targetPort])]);
  const nodes = ports.flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePort]));
  const protocols = Object.keys(PROTOCOLS);
  return [
    ...ports.flatMap(({ protocol }, i) =>
      protocols.includes(protocol) ? [] : [PROPS.word(`ports[${i}].protocol`, shown(protocol), protocols)],
    ),
    ...[...numbers, ...nodes].filter((port) => !isPort(port)).map((port) => MESH.portRange(port)),
    ...ports.filter(({ name }) => !isPortName(name)).map(({ name }) => MESH.portName(name)),
    ...repeated(ports.map((p) => p.port)).map((port) => MESH.portTwice(`number ${port}`)),
    ...repeated(ports.map((p) => p.name)).map((name) => MESH.portTwice(`name "${name}"`)),
  ];
}
