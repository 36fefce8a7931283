/** Every version and registry of the project, spelt once; a test greps `lib/` for any other. */
export const VERSIONS = {
  istioApi: '1.32.0',
  gatewayApi: '1.7.0',
  argoCd: '3.5.1',
  fluxKustomize: '1.9.6',
  fluxSource: '1.9.6',
  bookinfo: '1.20.3',
  prometheus: '3.10.0',
  configReloader: '0.89.0',
  grafana: '12.0.1',
  kiali: '2.27.0',
  jaeger: '2.17.0',
  loki: '3.6.7',
  k8sSidecar: '2.5.0',
  zipkin: '3.6.1',
  skywalkingOap: '9.7.0',
  skywalkingUi: '9.1.0',
  otelCollector: '0.148.0',
  busybox: '1.28',
  redis: '8-alpine',
  rateLimit: '30a4ce1a',
} as const;

/** The oldest Kubernetes that this release of Istio is made for; `npm run test:cluster` begins with it. */
export const OLDEST_KUBERNETES = '1.32';

/** Registries that images come from. */
export const REGISTRIES = {
  istio: 'registry.istio.io/release',
  bookinfo: 'registry.istio.io/release',
  dockerHub: 'docker.io',
  github: 'ghcr.io',
  quay: 'quay.io',
} as const;

/** Compares releases by their numbers: `1.9` is older than `1.32`. What follows the minor (`1.32.2-gke.1`) does not count. */
export function isOlder(version: string, than: string): boolean {
  const minors = (text: string) => {
    const [major = 0, minor = 0] = text.split('.').map((part) => Number.parseInt(part, 10));
    return major * 1000 + minor;
  };
  return minors(version) < minors(than);
}

/** Compares releases to the last number: `1.10.0` is newer than `1.9.3`, and `1.7.0` than `1.7.0-rc.1`. No release is newer than none. */
export function isNewer(version: string, than: string): boolean {
  const parts = (text: string) => {
    const [, numbers = '', pre] = /^v?(\d+(?:\.\d+)*)(-.*)?/.exec(text) ?? [];
    return [...numbers.split('.').map(Number), pre === undefined ? 1 : 0];
  };
  const [one, other] = [parts(version), parts(than)];
  const at = one.findIndex((part, i) => part !== (other[i] ?? 0));
  return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
}
