import { catalogue } from '../../kit/problems';

/** Namespaces, pods and Services as Istio reads them. Codes are those of Istio's own analyzers. */
export const WORKLOADS = catalogue({
  notInjected: [
    'IST0102',
    () => [
      'its pods get no sidecar, for nothing says whether they should',
      'label it istio-injection: enabled, or istio.io/rev: <revision>; or istio-injection: disabled',
    ],
  ],
  manyModes: [
    'IST0123',
    (labels: readonly string[]) => [
      `the labels ${labels.join(' and ')} contradict each other, and the injector decides by one of them`,
      'keep one',
    ],
  ],
  injectedByDefault: [
    'IST0148',
    () => [
      'its pods get sidecars although nothing says so, for the control plane injects every namespace',
      'label it istio-injection: enabled, or disabled',
    ],
  ],
  misplaced: [
    'IST0107',
    (annotation: string, kind: string, kinds: readonly string[]) => [
      `the annotation ${annotation} has no effect on a ${kind}`,
      `move it to ${kinds.join(' or ')}`,
    ],
  ],
  unknownAnnotation: [
    'IST0108',
    (annotation: string, nearest?: string) => [
      `Istio knows no annotation ${annotation}`,
      nearest === undefined ? 'remove it' : `did you mean ${nearest}?`,
    ],
  ],
  invalidAnnotation: [
    'IST0125',
    (annotation: string, value: string, fact: string, remedy: string) => [
      `the annotation ${annotation} is "${value}", which ${fact}`,
      remedy,
    ],
  ],
  deprecatedAnnotation: [
    'IST0135',
    (annotation: string, instead?: string) => [
      `the annotation ${annotation} is deprecated`,
      instead ?? 'see what the release notes name instead',
    ],
  ],
  uid: [
    'IST0144',
    (container: string) => [
      `${container} runs as user 1337, whose traffic the sidecar's rules let pass by the sidecar`,
      'run it as another user',
    ],
  ],
  imageAuto: [
    'IST0146',
    () => [
      'its proxy has the image "auto", which only injection replaces, and no webhook injects its pods',
      'label the namespace or the pods for injection',
    ],
  ],
  protocols: [
    'IST0116',
    (port: number, services: readonly string[]) => [
      `its Services ${services.join(' and ')} have the port ${port} with different protocols`,
      'give it one protocol, or the Services pods of their own',
    ],
  ],
  targetPorts: [
    'IST0137',
    (target: string, services: readonly string[], ports: readonly number[]) => [
      `its port ${target} is behind the ports ${ports.join(', ')} of the Services ${services.join(' and ')}, and a sidecar can take it for one alone`,
      'lead each container port to one Service port',
    ],
  ],
  portName: [
    'IST0118',
    (port: number, name: string) => [
      `the port ${port}${name === '' ? ' has no name' : ` is named "${name}"`}, so that proxies find out what it speaks by its bytes`,
      'name it <protocol>[-<suffix>], such as http-web, or give it an appProtocol',
    ],
  ],
  externalName: [
    'IST0150',
    (port: string) => [
      `its port "${port}" of an ExternalName would be a listener for every address`,
      'name it by its protocol, such as https or tls',
    ],
  ],
});
