import { noteCall } from './calls';
import {
  type DeclaredCall,
  type Labels,
  type PortHandle,
  portHandle,
  type ServiceAccountRef,
  type ServiceHandle,
  type VersionHandle,
  versionOf,
} from './handles';
import type { ServicePort } from './ports';

/** What makes up a handle; everything else follows. */
export interface HandleFacts {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly host: string;
  readonly ports: readonly ServicePort[];
  readonly podLabels: Labels;
  /** Versions, each with the ServiceAccounts of its own pods. */
  readonly versions: ReadonlyMap<string, readonly ServiceAccountRef[]>;
  /** Labels of versions that are told apart by others than `version`. */
  readonly subsets?: ReadonlyMap<string, Labels>;
  readonly serviceAccounts: readonly ServiceAccountRef[];
}

/** A handle from plain facts, for services that others deploy. */
export class PlainHandle implements ServiceHandle {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly host: string;
  readonly ports: readonly ServicePort[];
  readonly podLabels: Labels;
  readonly versions: readonly string[];
  readonly serviceAccounts: readonly ServiceAccountRef[];
  private readonly made: DeclaredCall[] = [];

  constructor(private readonly facts: HandleFacts) {
    this.name = facts.name;
    this.namespace = facts.namespace;
    this.host = facts.host;
    this.ports = facts.ports;
    this.podLabels = facts.podLabels;
    this.versions = [...facts.versions.keys()];
    this.serviceAccounts = facts.serviceAccounts;
  }

  get declaredCalls(): readonly DeclaredCall[] {
    return [...this.made];
  }

  /** Declares that this service calls others: allow rules, Sidecars and checks follow from it. */
  calls(...services: readonly ServiceHandle[]): this {
    for (const to of services) {
      const call = { from: this, to };
      this.made.push(call);
      noteCall(call);
    }
    return this;
  }

  version(name: string): VersionHandle {
    return versionOf(this, name, this.facts.versions, this.facts.subsets?.get(name));
  }

  port(number: number): PortHandle {
    return portHandle(this, number);
  }
}
