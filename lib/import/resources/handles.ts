import { type Block, blockOf, listOf, textsOf } from '../../kit/json';
import { ExistingService } from '../../mesh/services/existing';
import type { Labels, VersionHandle } from '../../mesh/services/handles';
import { portProblems, type ServicePort } from '../../mesh/services/ports';
import { portOf } from '../../mesh/services/written-service';
import type { KubeObject } from '../../model/object';
import type { Names } from './names';
import { Ref } from './refs';

const CLUSTER = '.svc.cluster.local';

interface Known {
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: Labels;
  readonly ports: readonly ServicePort[];
  readonly subsets: Readonly<Record<string, Labels>>;
}

const isSame = (a: Labels, b: Labels): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, value]) => b[key] === value);

/** The services that resources speak of, as handles that the program makes once each. */
export class Handles {
  /** Statements that make them, by the name of the constant. */
  readonly constants = new Map<string, { readonly props: object; readonly value: ExistingService }>();
  private readonly services: readonly Known[];

  constructor(
    objects: readonly KubeObject[],
    namespaceOf: (object: KubeObject) => string,
    private readonly names: Names,
  ) {
    const rules = objects.filter(
      ({ kind, apiVersion }) => kind === 'DestinationRule' && apiVersion.startsWith('networking.istio.io/'),
    );
    const subsetsOf = (name: string, namespace: string) =>
      Object.fromEntries(
        rules
          .filter(
            (rule) =>
              [name, `${name}.${namespace}${CLUSTER}`].includes(String(spec(rule)['host'])) &&
              (namespaceOf(rule) === namespace || String(spec(rule)['host']).includes('.')),
          )
          .flatMap((rule) => listOf(spec(rule)['subsets']).map(blockOf))
          .map((subset) => [String(subset['name']), textsOf(subset['labels'])]),
      );
    this.services = objects
      .filter(({ kind, apiVersion }) => kind === 'Service' && apiVersion === 'v1')
      .map((service) => {
        const { name = '' } = service.metadata ?? {};
        const namespace = namespaceOf(service);
        return {
          name,
          namespace,
          podLabels: textsOf(spec(service)['selector']),
          ports: (listOf(spec(service)['ports']) as Parameters<typeof portOf>[0][]).map(portOf),
          subsets: subsetsOf(name, namespace),
        };
      })
      // One without ports is no service that callers ask.
      .filter(({ name, ports }) => portProblems(name, ports).length === 0);
  }

  /** A service by a host as a resource of `from` spells it; nothing if it is not spelt as constructs would. */
  service(host: string, from: string): Ref<ExistingService> | undefined {
    const found = this.services.find(
      ({ name, namespace }) => host === (namespace === from ? name : `${name}.${namespace}${CLUSTER}`),
    );
    return found && this.handle(found);
  }

  version(service: Ref<ExistingService>, name: string): Ref<VersionHandle> | undefined {
    const handle = service.value;
    if (!handle.versions.includes(name)) return undefined;
    return new Ref(`${service.text}.version('${name}')`, handle.version(name), service.uses);
  }

  /** Pods by their labels: those of a service, of one of its versions, or just so. */
  pods(selector: Labels, namespace: string): unknown {
    const own = this.services.filter((one) => one.namespace === namespace);
    const service = own.find(({ podLabels }) => isSame(podLabels, selector));
    if (service !== undefined) return this.handle(service);
    for (const one of own)
      for (const [version, labels] of Object.entries(one.subsets))
        if (isSame({ ...one.podLabels, ...labels }, selector)) return this.version(this.handle(one), version);
    return { name: selector['app'] ?? 'pods', namespace, selector };
  }

  private handle({ name, namespace, podLabels, ports, subsets }: Known): Ref<ExistingService> {
    // Two services of one name in two namespaces need two names.
    const twins = this.services.filter((one) => one.name === name).length > 1;
    const constant = this.names.of(`Service ${namespace}/${name}`, twins ? `${name}-${namespace}` : name);
    const plain = Object.entries(subsets).every(([version, labels]) => isSame(labels, { version }));
    const props = {
      name,
      namespace,
      ports,
      ...(isSame(podLabels, { app: name }) ? {} : { podLabels }),
      ...(Object.keys(subsets).length === 0 ? {} : { versions: plain ? Object.keys(subsets) : subsets }),
    };
    const made = this.constants.get(constant) ?? { props, value: ExistingService.of(props) };
    this.constants.set(constant, made);
    return new Ref(constant, made.value, ['ExistingService']);
  }
}

const spec = (object: KubeObject): Block => blockOf((object as { readonly spec?: unknown }).spec);
