import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import * as istio from '../../../imports/networking.istio.io';
import { filled } from '../../kit/defined';
import { refuse } from '../../kit/problems';
import { EDGE } from '../../problems/mesh/edge';
import { mustFit } from '../must-fit';
import { type MetadataProps, metadataOf, resource } from '../resource';
import { outside } from '../services/existing';
import type {
  DeclaredCall,
  Labels,
  PortHandle,
  ServiceAccountRef,
  ServiceHandle,
  VersionHandle,
} from '../services/handles';
import { MeshNamespace } from '../services/namespace';
import { PROTOCOLS, type ServicePort } from '../services/ports';

/** How a sidecar finds the endpoints. `NONE`: the address that the caller used. */
export const RESOLUTIONS = ['NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'] as const;

export interface Endpoint {
  /** IP address, name for DNS, or `unix:///path` of a socket beside the proxy. */
  readonly address: string;
  /** Ports by the name of the service's port, where they differ. */
  readonly ports?: Readonly<Record<string, number>>;
  readonly labels?: Labels;
  /** `region/zone/subzone` */
  readonly locality?: string;
  readonly weight?: number;
  /** Network that it is on, where it is reached through that network's gateway. */
  readonly network?: string;
  /** Account that its sidecar runs as, with `MESH_INTERNAL`. */
  readonly serviceAccount?: string;
}

export interface ExternalServiceProps extends MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** The host, or several that share everything else; the first is the handle's. */
  readonly hosts: readonly string[];
  readonly ports: readonly ServicePort[];
  /** @default 'DNS' */
  readonly resolution?: (typeof RESOLUTIONS)[number];
  /** Virtual IPs or CIDRs by which callers address it. Needed to tell TCP services of one port apart. */
  readonly addresses?: readonly string[];
  readonly endpoints?: readonly Endpoint[];
  /** Pods and virtual machines that serve it, by label. */
  readonly workloads?: Labels;
  /** `MESH_INTERNAL`: endpoints have sidecars, so that mTLS holds. @default - Istio's own: MESH_EXTERNAL */
  readonly location?: 'MESH_EXTERNAL' | 'MESH_INTERNAL';
  readonly exportTo?: readonly string[];
  /** Names of which the certificates of its endpoints must have one. */
  readonly subjectAltNames?: readonly string[];
}

const USE_WAYPOINT = 'istio.io/use-waypoint';

/** A port of a host outside. */
export interface ExternalPort extends PortHandle {
  readonly service: ExternalService;
}

/** The protocol as a ServiceEntry spells it. */
const istioProtocol = ({ protocol }: ServicePort): string => {
  if (protocol === 'WebSocket') return 'HTTP';
  return protocol === 'Mongo' || protocol === 'MySQL' || protocol === 'Redis'
    ? PROTOCOLS[protocol].name.toUpperCase()
    : protocol;
};

/** A host outside of the mesh (or a VM inside) that sidecars know by name: a ServiceEntry, and a handle for routes. */
export class ExternalService extends Construct implements ServiceHandle {
  readonly name: string;
  /** Its ServiceEntry, which a waypoint's policies name. */
  readonly entry: { readonly name: string; readonly namespace: string };
  readonly hosts: readonly string[];
  readonly namespace = undefined;
  readonly host: string;
  readonly ports: readonly ServicePort[];
  readonly versions: readonly string[] = [];
  readonly podLabels: Labels = {};
  readonly serviceAccounts: readonly ServiceAccountRef[] = [];
  readonly declaredCalls: readonly DeclaredCall[] = [];
  private readonly handle: ServiceHandle;
  private readonly object: ApiObject;

  /** What is wrong with its hosts, ports, addresses and endpoints, synth says. @throws MESH373 for a port of nodes */
  constructor(scope: Construct, id: string, props: ExternalServiceProps) {
    super(scope, id);
    mustFit(this, 'ExternalServiceProps', props);
    const {
      hosts,
      ports,
      resolution = 'DNS',
      addresses,
      endpoints,
      workloads,
      location,
      exportTo,
      subjectAltNames,
    } = props;
    for (const { port, nodePort } of ports)
      if (nodePort !== undefined) refuse(this, EDGE.nodePortOutside(port, nodePort));
    const [host = ''] = hosts;
    this.handle = outside(host, ports);
    this.name = host;
    this.host = host;
    this.hosts = hosts;
    this.ports = ports;
    const metadata = metadataOf({ name: props.name ?? id, namespace: MeshNamespace.of(this).name }, props);
    this.entry = { name: metadata.name, namespace: metadata.namespace };
    this.object = resource(this, istio.ServiceEntry, metadata, {
      hosts,
      addresses,
      ports: ports.map((port) => ({
        number: port.port,
        name: port.name,
        protocol: istioProtocol(port),
        targetPort: port.targetPort,
      })),
      location,
      resolution,
      endpoints: filled(endpoints ?? []),
      workloadSelector: workloads && { labels: workloads },
      exportTo,
      subjectAltNames,
    });
  }

  /** Adds a label to its ServiceEntry. */
  label(key: string, value: string): void {
    this.object.metadata.addLabel(key, value);
  }

  /** Name of the waypoint that reads its requests: its own, or its namespace's. */
  readonly waypoint = (): string | undefined => {
    const own = this.object.metadata.getLabel(USE_WAYPOINT) ?? MeshNamespace.of(this).labelled(USE_WAYPOINT);
    return own === 'none' ? undefined : own;
  };

  version(name: string): VersionHandle {
    return this.handle.version(name);
  }

  port(number: number): ExternalPort {
    const { port } = this.handle.port(number);
    return { kind: 'port', service: this, port };
  }
}
