import { type Line, type Row, rows } from './row';

/** What istiod asks of a provider of any kind that names a service: the function, and the kind. */
const PROVIDERS = {
  ValidateExtensionProviderEnvoyExtAuthzHTTP: 'envoyExtAuthzHttp',
  ValidateExtensionProviderEnvoyExtAuthzGRPC: 'envoyExtAuthzGrpc',
  validateExtensionProviderTracingZipkin: 'zipkin',
  validateExtensionProviderTracingLightStep: 'lightstep',
  validateExtensionProviderTracingDatadog: 'datadog',
  validateExtensionProviderTracingOpenCensusAgent: 'opencensus',
  validateExtensionProviderTracingSkyWalking: 'skywalking',
  ValidateExtensionProviderEnvoyOtelAls: 'envoyOtelAls',
  ValidateExtensionProviderTracingOpentelemetry: 'opentelemetry',
  ValidateExtensionProviderEnvoyHTTPAls: 'envoyHttpAls',
  ValidateExtensionProviderEnvoyTCPAls: 'envoyTcpAls',
} as const;
const at = (kind: string, one: object) => {
  const needs = kind === 'lightstep' ? { accessToken: 'b' } : {};
  return { extensionProviders: [{ name: 'it', [kind]: { service: 'a.example.com', port: 80, ...needs, ...one } }] };
};
const authorizer = (kind: string): readonly Line[] => [
  ['its status is one of Envoy', 'MESH155', at(kind, { statusOnError: '299' }), at(kind, { statusOnError: '503' })],
  ['which is a number', 'MESH155', at(kind, { statusOnError: 'Forbidden' }), at(kind, { statusOnError: '403' })],
];
const OF_KIND: Readonly<Record<string, readonly Line[]>> = {
  envoyExtAuthzHttp: [
    ...authorizer('envoyExtAuthzHttp'),
    [
      'what goes before the path begins with /',
      'MESH155',
      at('envoyExtAuthzHttp', { pathPrefix: 'check' }),
      at('envoyExtAuthzHttp', { pathPrefix: '/check' }),
    ],
    [
      'and is part of a URL',
      'MESH155',
      at('envoyExtAuthzHttp', { pathPrefix: '/%zz' }),
      at('envoyExtAuthzHttp', { pathPrefix: '/%20' }),
    ],
  ],
  envoyExtAuthzGrpc: authorizer('envoyExtAuthzGrpc'),
  lightstep: [
    ['it has a token', 'MESH156', at('lightstep', { accessToken: undefined }), at('lightstep', { accessToken: 'b' })],
  ],
  opentelemetry: [
    [
      'it is asked by gRPC or by HTTP',
      'MESH159',
      at('opentelemetry', { http: { path: '/v1/traces' }, grpc: { timeout: '1s' } }),
      at('opentelemetry', { http: { path: '/v1/traces' } }),
    ],
  ],
};
const providers = Object.fromEntries(
  Object.entries(PROVIDERS).map(([of, kind]): [string, readonly Line[]] => [
    of,
    [
      [`${kind}: its port is one`, 'MESH155', at(kind, { port: 0 }), at(kind, { port: 65_535 })],
      [`${kind}: it has a service`, 'MESH156', at(kind, { service: undefined }), at(kind, { service: '192.0.2.1' })],
      [
        `${kind}: which is a host`,
        'MESH155',
        at(kind, { service: 'a b' }),
        at(kind, { service: 'shop/a.example.com' }),
      ],
      [
        `${kind}: of a namespace`,
        'MESH155',
        at(kind, { service: 'a_b/a.example.com' }),
        at(kind, { service: 'a-b/a.example.com' }),
      ],
      ...(OF_KIND[kind] ?? []).map(([rule, ...rest]): Line => [`${kind}: ${rule}`, ...rest]),
    ],
  ]),
);

const functions: Readonly<Record<string, readonly Line[]>> = {
  ...providers,
  validateExtensionProvider: [
    [
      'a provider has a name',
      'MESH155',
      { extensionProviders: [{ name: '', prometheus: {} }] },
      { extensionProviders: [{ name: 'a', prometheus: {} }] },
    ],
    [
      'it is of a kind',
      'MESH156',
      { extensionProviders: [{ name: 'a' }] },
      { extensionProviders: [{ name: 'a', envoyFileAccessLog: { path: '/dev/stdout' } }] },
    ],
  ],
};

/** Providers of the mesh configuration. istiod says what is wrong with one in its log, and does without it. */
export const PROVIDER_ROWS: readonly Row[] = rows(
  'MeshConfig',
  Object.fromEntries(
    Object.entries(functions).map(([of, lines]) => [
      of,
      lines.map(([rule, code, wrong, right]): Line => [rule, code, wrong, right, 'warns']),
    ]),
  ),
);
