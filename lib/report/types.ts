import type { Note } from '../model/notes';
import type { WrittenObject } from '../model/object';
import type { LiveFacts } from './live';

/** What holds a connection: mutual TLS, TLS to or from outside, plain text, plain text because one side has no proxy, nothing passes. */
export const HOLDS = ['mutual', 'tls', 'plain', 'bare', 'refused'] as const;
export type Hold = (typeof HOLDS)[number];

/** A part of the requests that goes to one version. */
export interface Share {
  /** Empty where no version is told apart. */
  readonly version: string;
  /** In percent. */
  readonly share: number;
}

/** What a graph shows as a box. */
export interface GraphNode {
  /** `<cluster>|<kind>|<namespace>/<name>` */
  readonly id: string;
  readonly kind: 'clients' | 'gateway' | 'service' | 'waypoint' | 'outside';
  readonly cluster: string;
  /** Empty for what is outside of the cluster. */
  readonly namespace: string;
  readonly name: string;
  /** Hosts of a gateway, ports of all others. */
  readonly lines: readonly string[];
  /** Versions that run, with the share of requests that each gets where a route says so. */
  readonly versions: readonly Share[];
  readonly proxy: 'sidecar' | 'ztunnel' | 'none';
  /** A part of Istio or an addon, which nobody calls as an application. */
  readonly isPlatform: boolean;
  /** Keys of the objects that make it up. */
  readonly objects: readonly string[];
}

/** What a graph shows as an arrow. */
export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** A declared call, a route of a gateway, a copy of requests, a waypoint in front of a service, two clusters' gateways, clients of a gateway. */
  readonly kind: 'call' | 'route' | 'mirror' | 'waypoint' | 'peer' | 'entry';
  readonly hold: Hold;
  /** What decides. */
  readonly by: string;
  readonly shares: readonly Share[];
  /** Delays, aborts, timeouts and what else a route does. */
  readonly effects: readonly string[];
  readonly objects: readonly string[];
}

/** Where an object lies. */
export interface Place {
  /** Path below `dist`; empty where the object is not written. */
  readonly file: string;
  readonly line: number;
  /** Path of the construct that wrote it, or `file:line`. */
  readonly construct: string;
  /** `file:line` of the sources, where it was recorded. */
  readonly source?: string;
}

export interface ControlPlaneFacts {
  readonly name: string;
  readonly revision: string;
  readonly image: string;
  readonly replicas: string;
  readonly trustDomain: string;
  /** Tags that lead to it. */
  readonly tags: readonly string[];
  /** Namespaces and gateways that follow it, directly or by a tag. */
  readonly followers: readonly string[];
}

export interface Cost {
  readonly namespace: string;
  readonly pods: number;
  /** Pods on every node, which the sums do not count. */
  readonly perNode: number;
  /** Sidecars that the pods get beside their own containers. */
  readonly sidecars: number;
  /** Requested, in cores. */
  readonly cpu: number;
  /** Requested, in MiB. */
  readonly memory: number;
}

export interface ServerFacts {
  readonly gateway: string;
  readonly port: number;
  readonly protocol: string;
  readonly hosts: readonly string[];
  /** Secrets with certificates, or how TLS is passed on. */
  readonly tls: string;
}

/** A thing with its reason: an EnvoyFilter, a waiver. */
export interface Reasoned {
  readonly name: string;
  readonly reason: string;
  readonly more: string;
}

/** What is installed in one cluster. */
export interface InstallationFacts {
  readonly controlPlanes: readonly ControlPlaneFacts[];
  /** Who signs certificates, in words. */
  readonly authority: string;
  readonly images: readonly { readonly image: string; readonly used: number }[];
  readonly costs: readonly Cost[];
  readonly secrets: readonly { readonly name: string; readonly by: string; readonly type: string }[];
  readonly servers: readonly ServerFacts[];
  readonly filters: readonly Reasoned[];
  readonly waivers: readonly Reasoned[];
  readonly objectives: readonly string[];
}

/** One cluster of a report. */
export interface ClusterReport {
  /** Its environment: `acme/east`. */
  readonly name: string;
  readonly purpose: string;
  readonly installation: InstallationFacts;
  /** Every object, by `<kind> <namespace>/<name>`. */
  readonly places: Readonly<Record<string, Place>>;
  /** What decides about requests, as it is written. */
  readonly objects: readonly WrittenObject[];
  readonly notes: readonly Note[];
  /** What the cluster really has. @default - nobody has asked it */
  readonly live?: LiveFacts;
}

/** One thing that a change of the files means for the mesh. */
export interface MeshChange {
  readonly what: 'added' | 'removed' | 'changed';
  /** Id of the box or arrow; empty for what is neither. */
  readonly of: string;
  readonly about: 'graph' | 'shares' | 'allowed' | 'refused' | 'reach' | 'restarts' | 'risky' | 'other';
  /** A sentence. */
  readonly text: string;
}

/** A mesh as plain data: what a page or a picture shows. */
export interface MeshReport {
  /** `demo`, or the name of a fleet. */
  readonly name: string;
  readonly clusters: readonly ClusterReport[];
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** What it is compared with, such as a commit. @default - nothing */
  readonly against?: string;
  readonly changes?: readonly MeshChange[];
}

/** What of an environment no object says. */
export interface Said {
  readonly purpose?: string;
  readonly authority?: string;
  readonly waivers?: Readonly<Record<string, string | undefined>>;
  readonly objectives?: readonly {
    readonly service: string;
    readonly namespace: string;
    readonly percent: number;
    readonly withinMs?: number;
  }[];
  readonly secrets?: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly by: string;
    readonly type: string;
  }[];
}

/** One cluster, of which a report is made. */
export interface Reported {
  readonly name: string;
  readonly objects: readonly WrittenObject[];
  /** @default - what the objects themselves say */
  readonly notes?: readonly Note[];
  /** Files of `dist` that hold them. */
  readonly files: ReadonlyMap<string, string>;
  readonly said?: Said;
  /** `file:line` of the sources by the paths of constructs, where they were recorded. */
  readonly sources?: Pick<ReadonlyMap<string, string>, 'get'>;
}
