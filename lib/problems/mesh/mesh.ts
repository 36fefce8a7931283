import { shown } from '../../kit/json';
import { catalogue } from '../../kit/problems';

/** Namespaces, microservices and their handles. MESH300-MESH319, MESH362, MESH363, MESH366-MESH368. */
export const MESH = catalogue({
  noNamespace: [
    'MESH300',
    (what: string) => [
      `${what} is in no namespace`,
      'make it below a MeshNamespace, which may be `existing` if others own it',
    ],
  ],
  serviceName: [
    'MESH301',
    (name: string) => [
      `"${name}" is no name for a Service`,
      'use at most 63 lower-case letters, digits and "-", beginning with a letter and ending with a letter or digit',
    ],
  ],
  serviceTwice: [
    'MESH302',
    (name: string, namespace: string, other: string) => [
      `the namespace ${namespace} already has a microservice "${name}" at ${other}`,
      'rename one of them, or make one microservice with two versions',
    ],
  ],
  otherService: [
    'MESH367',
    (what: string, theirs: string, own: string) => [
      `${what} is of ${theirs}, and this is about ${own}`,
      `give one of ${own}: its handle has \`port(...)\` and \`version(...)\``,
    ],
  ],
  portModes: ['MESH368', (port: string) => [`port ${port} of the pods has two modes`, 'say one']],
  otherInjection: [
    'MESH366',
    (label: string, injection: string) => [
      `its labels say ${label}, but its injection is ${injection}`,
      'say it by `injection` alone, which writes the label',
    ],
  ],
  stranger: [
    'MESH363',
    (path: string, there: string, here: string) => [
      `${path} is of the environment ${there}, whose cluster ${here} does not reach`,
      'make it here, too: each environment runs its apps anew; clusters of one mesh have one istio.identity.meshId, as those of a fleet do',
    ],
  ],
  serviceOf: [
    'MESH318',
    (what: string, found: readonly string[]) =>
      found.length === 0
        ? [
            `no Service here reaches the pods of ${what}`,
            'make it first, as `exposeViaService` does, in the same namespace',
          ]
        : [`${found.join(' and ')} reach the pods of ${what}`, 'give the Service that is meant'],
  ],
  homeless: [
    'MESH319',
    (what: string) => [`${what} has no namespace of its own`, 'give it metadata.namespace, which its host is made of'],
  ],
  versionName: [
    'MESH303',
    (name: string) => [
      `"${name}" is no name for a version`,
      'use lower-case letters, digits and "-", so that it can end a Deployment\'s name and be a label',
    ],
  ],
  noVersion: ['MESH304', () => ['it has no version', 'give at least one, such as versions: { v1: { image } }']],
  unknownVersion: [
    'MESH305',
    (service: string, version: string, known: readonly string[]) => [
      `${service} has no version "${version}"`,
      known.length > 0 ? `use one of ${known.join(', ')}` : 'declare its versions where the handle is made',
    ],
  ],
  portRange: [
    'MESH306',
    (port: number) => [`port ${shown(port)} is out of range`, 'use a whole number from 1 to 65535'],
  ],
  portTwice: [
    'MESH307',
    (what: string) => [`${what} is used by two of its ports`, 'give each port a number and a name of its own'],
  ],
  noPort: [
    'MESH308',
    (service: string) => [
      `${service} has no port`,
      'give at least one, such as ports: [http(8080)]',
      'give at least one in ports',
    ],
  ],
  portName: [
    'MESH309',
    (name: string) => [
      `"${name}" is no name for a port`,
      'use at most 15 lower-case letters, digits and "-", with a letter in it',
    ],
  ],
  unknownPort: [
    'MESH310',
    (service: string, port: number | string, known: readonly number[]) => [
      `${service} has no port ${port}`,
      `use one of ${known.join(', ')}`,
    ],
  ],
  whichPort: [
    'MESH311',
    (service: string, known: readonly number[]) => [
      `${service} has the ports ${known.join(', ')} and nothing says which is meant`,
      `name one: ${service}.port(${known[0]})`,
    ],
  ],
  quantity: [
    'MESH312',
    (field: string, value: string) => [
      `${field} "${value}" is no quantity`,
      'write it as Kubernetes does: 100m, 0.5, 128Mi',
    ],
  ],
  replicas: ['MESH313', (count: number) => [`replicas is ${shown(count)}`, 'give a whole number of at least 0']],
  drain: [
    'MESH362',
    (seconds: number, grace: number) => [
      `drain is ${shown(seconds)}, and its pod is killed after ${grace} s`,
      `give whole seconds, less than ${grace}`,
    ],
  ],
  noServiceAccount: [
    'MESH314',
    (who: string) => [`${who} has no ServiceAccount that is known here`, 'name it where the handle is made'],
  ],
  hostName: [
    'MESH315',
    (host: string) => [
      `"${host}" is no host`,
      'use a DNS name, whose first label may be "*", without scheme, port or path',
    ],
  ],
});
