import { catalogue } from '../../kit/problems';

/** Injected pods and the preview of them. MESH200-MESH229. */
export const INJECTION = catalogue({
  annotation: [
    'MESH200',
    (name: string, value: string, fact: string, remedy: string) => [
      `annotation ${name} is ${JSON.stringify(value)}: ${fact}`,
      remedy,
    ],
  ],
  template: [
    'MESH201',
    (name: string, known: readonly string[]) => [
      `no injection template is called "${name}"`,
      `choose from ${known.join(', ')}, or add it to injection.templates`,
    ],
  ],
  goTemplate: [
    'MESH202',
    (name: string) => [
      `the injection template "${name}" is Go template text, which only istiod can run`,
      'write it as plain YAML or as a typed tree to preview it',
    ],
  ],
  templateYaml: [
    'MESH203',
    (name: string, fact: string) => [
      `the injection template "${name}" is no patch of a pod: ${fact}`,
      'write YAML with metadata and spec',
    ],
  ],
  cyclicTemplate: [
    'MESH204',
    (name: string) => [
      `the injection template "${name}" contains itself`,
      'break the circle: a template is a tree of finite depth',
    ],
  ],
  noWorkload: [
    'MESH205',
    (what: string, kinds: readonly string[]) => [
      `${what} is no workload`,
      `give a file with at least one of ${kinds.join(', ')}`,
    ],
  ],
  scrapePort: [
    'MESH207',
    (port: string, fact: string) => [
      `Prometheus is to scrape port "${port}", ${fact}`,
      'name a port of the application, 1-65535, in prometheus.io/port or prometheus.istio.io/scrape-targets',
    ],
  ],
  json: [
    'MESH208',
    (annotation: string, fact: string) => [
      `annotation ${annotation} is no JSON: ${fact}`,
      'write a JSON object, or remove the annotation',
    ],
  ],
  noTemplate: [
    'MESH209',
    (kind: string, name: string) => [`${kind} "${name}" has no pod template`, 'give it a spec.template'],
  ],
  gatewayTemplate: [
    'MESH210',
    (name: string) => [
      `the injection template "${name}" makes a Gateway's objects, not a pod`,
      'choose one for pods: sidecar, gateway, grpc-agent, grpc-simple, or one of your own',
    ],
  ],
  twice: [
    'MESH211',
    (name: string) => [
      `injection.defaultTemplates names "${name}" twice`,
      'name each template once; they are merged in order',
    ],
  ],
  unfinished: [
    'MESH212',
    (name: string, fact: string) => [
      `the injection template "${name}" is no Go template: ${fact}`,
      'close every {{ with }} and every if, range, with, define and block with {{ end }}: istiod drops all templates for one that it cannot read',
    ],
  ],
  statusPort: [
    'MESH213',
    (port: number) => [`proxy.statusPort is ${port}`, 'give a port from 1 to 65535, or 0 for a proxy without probes'],
  ],
  stsPort: ['MESH214', (port: number) => [`proxy.stsPort is ${port}`, 'give a port from 1 to 65535']],
});
