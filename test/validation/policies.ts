import { type Row, rows, withMetadata } from './row';

const ap = (rule: object = {}, more: object = {}) => ({ rules: [rule], ...more });
const from = (source: object, more: object = {}) => ap({ from: [{ source }] }, more);
const of = (operation: object, more: object = {}) => ap({ to: [{ operation }] }, more);
const when = (key: string, ...values: readonly string[]) => ap({ when: [{ key, values }] });
const custom = { action: 'CUSTOM', provider: { name: 'opa' } };
const deny = { action: 'DENY' };
const dryRun = (value: string, spec: object) => withMetadata({ annotations: { 'istio.io/dry-run': value } }, spec);
const some = { principals: ['a'] };
const SOURCES = ['principals', 'requestPrincipals', 'namespaces', 'serviceAccounts', 'trustDomains'];
const EVERYBODY = ['ipBlocks', 'remoteIpBlocks'];
const not = (field: string) => `not${field[0]?.toUpperCase()}${field.slice(1)}`;
const good = (field: string) =>
  field.toLowerCase().includes('ipblocks')
    ? '10.0.0.0/8'
    : /ports/i.test(field)
      ? '80'
      : /paths/i.test(field)
        ? '/a'
        : /requestprincipals/i.test(field)
          ? 'a/b'
          : 'a';

export const AUTHORIZATION_POLICY = rows('AuthorizationPolicy', {
  checkDryRunAnnotation: [
    ['a try-out says yes or no', 'MESH972', dryRun('maybe', ap()), dryRun('true', ap())],
    ['of ALLOW and DENY', 'MESH972', dryRun('true', ap({}, { action: 'AUDIT' })), dryRun('true', ap({}, deny))],
  ],
  ValidateAuthorizationPolicy: [
    ['CUSTOM has rules', 'MESH972', custom, ap({}, custom)],
    ['and not an empty list of them', 'MESH972', { ...custom, rules: [] }, ap({}, custom)],
    ['and names who decides', 'MESH972', ap({}, { action: 'CUSTOM' }), ap({}, custom)],
    ...SOURCES.flatMap((field) =>
      [field, not(field)].map(
        (one) =>
          [
            `CUSTOM is asked before ${one} are known`,
            'MESH972',
            from({ [one]: [good(one)] }, custom),
            from({ ipBlocks: ['10.0.0.1'] }, custom),
          ] as const,
      ),
    ),
    ...[
      'source.namespace',
      'source.serviceAccount',
      'source.trustDomain',
      'source.principal',
      'request.auth.principal',
    ].map(
      (key) =>
        [
          `CUSTOM is asked before ${key} is known`,
          'MESH972',
          { ...when(key, 'a'), ...custom },
          { ...when('source.ip', '10.0.0.1'), ...custom },
        ] as const,
    ),
    ['others name nobody who decides', 'MESH972', ap({}, { provider: { name: 'opa' } }), ap({}, custom)],
    ['DENY has rules', 'MESH972', deny, ap({}, deny)],
    ['no rule is null', 'IST0106', { rules: [null] }, ap()],
    ['none is null', 'IST0106', ap({ from: [null] }), ap()],
    ['each is somebody', 'MESH969', ap({ from: [{}] }), from(some)],
    ['not nobody', 'MESH969', from({}), from(some)],
    [
      'ServiceAccounts are alone',
      'IST0106',
      from({ serviceAccounts: ['a'], principals: ['a'] }),
      from({ serviceAccounts: ['a'] }),
    ],
    [
      'also beside namespaces that are left out',
      'IST0106',
      from({ notServiceAccounts: ['a'], notNamespaces: ['a'] }),
      from({ notServiceAccounts: ['a'] }),
    ],
    ['none is null', 'IST0106', ap({ to: [null] }), ap()],
    ['each is some', 'MESH969', ap({ to: [{}] }), of({ methods: ['GET'] })],
    ['not nothing', 'MESH969', of({}), of({ methods: ['GET'] })],
    ['a condition is about something', 'IST0106', ap({ when: [{ values: ['a'] }] }), when('source.ip', '10.0.0.1')],
    ['and compares it', 'MESH969', ap({ when: [{ key: 'source.ip' }] }), when('source.ip', '10.0.0.1')],
    [
      'what compares it not, is judged, too',
      'MESH970',
      ap({ when: [{ key: 'source.ip', notValues: ['here'] }] }),
      ap({ when: [{ key: 'source.ip', notValues: ['10.0.0.1'] }] }),
    ],
    [
      'who denies HTTP says on which ports, where pods have others',
      'MESH421',
      of({ methods: ['GET'] }, deny),
      of({ methods: ['GET'], ports: ['80'] }, deny),
      'warns',
    ],
  ],
  CheckEmptyValues: [
    ...['principals', 'requestPrincipals', 'namespaces', ...EVERYBODY].flatMap((field) =>
      [field, not(field)].map(
        (one) => [`${one} are no empty texts`, 'MESH970', from({ [one]: [''] }), from({ [one]: [good(one)] })] as const,
      ),
    ),
    ...['ports', 'methods', 'paths', 'hosts'].flatMap((field) =>
      [field, not(field)].map(
        (one) => [`${one} are no empty texts`, 'MESH970', of({ [one]: [''] }), of({ [one]: [good(one)] })] as const,
      ),
    ),
  ],
  ValidateIPs: [
    ['an address is one', 'MESH970', from({ ipBlocks: ['here'] }), from({ ipBlocks: ['::1'] })],
    ['or a CIDR', 'MESH970', from({ notRemoteIpBlocks: ['10.0.0.0/33'] }), from({ notRemoteIpBlocks: ['10.0.0.0/8'] })],
    ['also those of a condition', 'MESH970', when('remote.ip', 'a'), when('remote.ip', '10.0.0.1')],
  ],
  ValidatePorts: [
    ['a port is a number', 'MESH970', of({ ports: ['http'] }), of({ ports: ['80'] })],
    ['of ports', 'MESH970', of({ notPorts: ['70000'] }), of({ notPorts: ['65535'] })],
    ['also that of a condition', 'MESH970', when('destination.port', 'http'), when('destination.port', '80')],
  ],
  CheckServiceAccount: [
    [
      'there are at most 16',
      'IST0106',
      from({ serviceAccounts: Array.from({ length: 17 }, (_, i) => `a${i}`) }),
      from({ serviceAccounts: ['a'] }),
    ],
    ['none is empty', 'MESH970', from({ serviceAccounts: [''] }), from({ serviceAccounts: ['a'] })],
    ['nor a wildcard', 'MESH970', from({ serviceAccounts: ['shop/*'] }), from({ serviceAccounts: ['shop/a'] })],
    [
      'it is a name, behind at most a namespace',
      'MESH970',
      from({ serviceAccounts: ['a/b/c'] }),
      from({ serviceAccounts: ['a/b'] }),
    ],
    [
      'of 320 letters',
      'IST0106',
      from({ serviceAccounts: ['a'.repeat(321)] }),
      from({ serviceAccounts: ['a'.repeat(320)] }),
    ],
    ['its namespace is some', 'MESH970', from({ notServiceAccounts: ['/a'] }), from({ notServiceAccounts: ['b/a'] })],
    ['so is its name', 'MESH970', from({ serviceAccounts: ['a/'] }), from({ serviceAccounts: ['a/b'] })],
    ['also that of a condition', 'MESH970', when('source.serviceAccount', 'a/'), when('source.serviceAccount', 'a')],
  ],
  CheckWildcardValues: [
    ['a trust domain has one wildcard', 'MESH970', from({ trustDomains: ['*a*'] }), from({ trustDomains: ['*a'] })],
    ['at its end or its beginning', 'MESH970', from({ notTrustDomains: ['a*b'] }), from({ notTrustDomains: ['a*'] })],
    ['also that of a condition', 'MESH970', when('source.trustDomain', 'a*b'), when('source.trustDomain', '*')],
  ],
  CheckTrustDomainValues: [
    ['it has no slash', 'MESH970', from({ trustDomains: ['a/b'] }), from({ trustDomains: ['a.b'] })],
  ],
  CheckValidPathTemplate: [
    ['{**} comes last', 'MESH970', of({ paths: ['/{**}/{*}'] }), of({ paths: ['/{*}/{**}'] })],
    ['braces are those of a template', 'MESH970', of({ notPaths: ['/{a}'] }), of({ notPaths: ['/{*}'] })],
    ['a segment beside them has plain letters', 'MESH970', of({ paths: ['/a*/{*}'] }), of({ paths: ['/a/{*}'] })],
  ],
  ValidateAttribute: [
    ['an attribute is known', 'MESH971', when('source.user', 'a'), when('connection.sni', 'a')],
    [
      'the namespace is that of the policy',
      'MESH971',
      when('destination.namespace', 'a'),
      when('source.namespace', 'a'),
    ],
    [
      'labels are those of its selector',
      'MESH971',
      when('destination.labels[app]', 'a'),
      when('request.headers[app]', 'a'),
    ],
    ['names of the past are gone', 'MESH971', when('destination.name', 'a'), when('destination.ip', '10.0.0.1')],
    [
      'it is not compared with an empty text',
      'MESH970',
      when('request.auth.audiences', ''),
      when('request.auth.audiences', 'a'),
    ],
  ],
  validateMapKey: [
    ['a header has a name', 'MESH971', when('request.headers[]', 'a'), when('request.headers[x-a]', 'a')],
    ['so has a claim', 'MESH971', when('request.auth.claims', 'a'), when('request.auth.claims[a][b]', 'a')],
    [
      'so has a filter',
      'MESH971',
      when('experimental.envoy.filters.a', 'b'),
      when('experimental.envoy.filters.a[b]', 'c'),
    ],
  ],
  validateWorkloadSelector: [
    [
      'pods are selected by labels without wildcards',
      'IST0106',
      ap({}, { selector: { matchLabels: { a: 'b*' } } }),
      ap({}, { selector: { matchLabels: { a: 'b' } } }),
    ],
    [
      'with keys',
      'IST0106',
      ap({}, { selector: { matchLabels: { '': 'b' } } }),
      ap({}, { selector: { matchLabels: { a: 'b' } } }),
    ],
    ['some', 'MESH904', ap({}, { selector: {} }), ap(), 'warns'],
  ],
});

const jwt = (one: object) => ({ jwtRules: [{ issuer: 'a', ...one }] });
const header = (one: object) => jwt({ fromHeaders: [one] });
const claim = (one: object) => jwt({ outputClaimToHeaders: [one] });
const PUBLIC =
  '{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}';
const PRIVATE = PUBLIC.replace('"y"', '"d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","y"');

export const REQUEST_AUTHENTICATION = rows('RequestAuthentication', {
  validateJwtRule: [
    ['no rule is null', 'IST0106', { jwtRules: [null] }, jwt({})],
    ['an audience is some', 'IST0106', jwt({ audiences: [''] }), jwt({ audiences: ['a'] })],
    [
      'tokens are of somebody, or of some keys',
      'MESH975',
      { jwtRules: [{ jwks: PUBLIC }] },
      { jwtRules: [{ jwksUri: 'https://a.example.com' }] },
    ],
    ['keys are a set of keys', 'MESH975', jwt({ jwks: '{' }), jwt({ jwks: PUBLIC })],
    ['a token is in a header with a name', 'IST0106', header({ name: '' }), header({ name: 'x-a' })],
    ['which is not null', 'IST0106', jwt({ fromHeaders: [null] }), header({ name: 'x-a' })],
    ['or a parameter with a name', 'IST0106', jwt({ fromParams: [''] }), jwt({ fromParams: ['a'] })],
    ['or a cookie with a name', 'IST0106', jwt({ fromCookies: [''] }), jwt({ fromCookies: ['a'] })],
    ['no claim is null', 'IST0106', jwt({ outputClaimToHeaders: [null] }), claim({ header: 'a', claim: 'b' })],
    ['a claim is some', 'IST0106', claim({ header: 'a', claim: '' }), claim({ header: 'a', claim: 'b' })],
    ['a timeout is a duration', 'IST0106', jwt({ timeout: '0s' }), jwt({ timeout: '1s' })],
  ],
  ValidateDuration: [
    ['a timeout has whole milliseconds', 'MESH469', jwt({ timeout: '1.5ms' }), jwt({ timeout: '2ms' })],
  ],
  ParseJwksURI: [
    ['keys come by http or https', 'IST0106', jwt({ jwksUri: 'ftp://a' }), jwt({ jwksUri: 'http://a' })],
    [
      'from a port that is a number',
      'IST0106',
      jwt({ jwksUri: 'https://a:keys/' }),
      jwt({ jwksUri: 'https://a:8443/' }),
    ],
  ],
  ValidateStrictHTTPHeaderName: [
    [
      'a claim goes to a header with a name',
      'IST0106',
      claim({ header: 'a.b', claim: 'c' }),
      claim({ header: 'a-b', claim: 'c' }),
    ],
  ],
  warnPrivateJwksKeys: [['keys are public', 'MESH407', jwt({ jwks: PRIVATE }), jwt({ jwks: PUBLIC }), 'warns']],
});

const mtls = { mode: 'STRICT' };
const app = { selector: { matchLabels: { app: 'a' } } };
export const PEER_AUTHENTICATION = rows('PeerAuthentication', {
  ValidatePeerAuthentication: [
    [
      'ports are those of some pods',
      'IST0106',
      { portLevelMtls: { 80: mtls } },
      { ...app, portLevelMtls: { 80: mtls } },
    ],
    ['some', 'IST0106', { ...app, portLevelMtls: {} }, { ...app, mtls }],
    ['with numbers', 'IST0106', { ...app, portLevelMtls: { 70000: mtls } }, { ...app, portLevelMtls: { 80: mtls } }],
  ],
  validateWorkloadSelector: [
    ['pods are selected by labels without wildcards', 'IST0106', { selector: { matchLabels: { a: 'b*' } } }, app],
  ],
});

/** What any policy may say of where it is for. */
const targets = (kind: string, spec: object): readonly Row[] =>
  rows(kind, {
    validateOneOfSelectorType: [
      [
        'pods or targets, not both',
        'IST0106',
        { ...spec, ...app, targetRefs: [{ kind: 'Service', name: 'a' }] },
        { ...spec, ...app },
      ],
    ],
    validatePolicyTargetReference: [
      [
        'a target has a name',
        'IST0106',
        { ...spec, targetRefs: [{ kind: 'Service', name: '' }] },
        { ...spec, targetRefs: [{ kind: 'Service', name: 'a' }] },
      ],
      [
        'none has a namespace',
        'IST0106',
        { ...spec, targetRefs: [{ kind: 'Service', name: 'a', namespace: 'b' }] },
        { ...spec, targetRefs: [{ kind: 'Service', name: 'a' }] },
      ],
      [
        'it is of a kind that has policies',
        'MESH974',
        { ...spec, targetRefs: [{ kind: 'Pod', name: 'a' }] },
        { ...spec, targetRefs: [{ kind: 'GatewayClass', group: 'gateway.networking.k8s.io', name: 'a' }] },
      ],
      [
        'of its group',
        'MESH974',
        { ...spec, targetRefs: [{ kind: 'Gateway', name: 'a' }] },
        { ...spec, targetRefs: [{ kind: 'ServiceEntry', group: 'networking.istio.io', name: 'a' }] },
      ],
    ],
  });

const metrics = (one: object) => ({ metrics: [one] });
const override = (one: object) => metrics({ overrides: [one] });
const tag = (one: object) => override({ tagOverrides: { a: one } });
const tracing = (one: object) => ({ tracing: [one] });
const custom2 = (one: object) => tracing({ customTags: { a: one } });
const logs = (one: object) => ({ accessLogging: [{ providers: [{ name: 'a' }], ...one }] });

export const TELEMETRY = [
  ...targets('Telemetry', { tracing: [{}] }),
  ...rows('Telemetry', {
    validateTelemetryFilter: [
      [
        'a filter of logs is an expression of CEL',
        'MESH465',
        logs({ filter: { expression: 'response.code >=' } }),
        logs({ filter: { expression: 'response.code >= 400' } }),
      ],
    ],
    validateTelemetryTracing: [
      ['traces are said once', 'MESH904', { tracing: [{}, {}] }, tracing({}), 'warns'],
      [
        'by one provider',
        'MESH904',
        tracing({ providers: [{ name: 'a' }, { name: 'b' }] }),
        tracing({ providers: [{ name: 'a' }] }),
        'warns',
      ],
      [
        'at most all are traced',
        'IST0106',
        tracing({ randomSamplingPercentage: 101 }),
        tracing({ randomSamplingPercentage: 100 }),
      ],
      [
        'a tag has a name',
        'MESH466',
        tracing({ customTags: { '': { literal: { value: 'a' } } } }),
        custom2({ literal: { value: 'a' } }),
      ],
      ['it is something', 'IST0106', custom2(null as unknown as object), custom2({ literal: { value: 'a' } })],
      ['a literal is some', 'IST0106', custom2({ literal: { value: '' } }), custom2({ literal: { value: 'a' } })],
      ['a header has a name', 'IST0106', custom2({ header: { name: '' } }), custom2({ header: { name: 'a' } })],
      [
        'a variable has a name',
        'IST0106',
        custom2({ environment: { name: '' } }),
        custom2({ environment: { name: 'a' } }),
      ],
    ],
    validateTelemetryMetrics: [
      ['no change is null', 'IST0106', metrics({ overrides: [null] }), override({})],
      ['nor one of a tag', 'IST0106', override({ tagOverrides: { a: null } }), tag({ value: 'a' })],
      ['who changes a tag says how', 'IST0106', tag({ operation: 'UPSERT' }), tag({ operation: 'UPSERT', value: 'a' })],
      ['who removes it does not', 'IST0106', tag({ operation: 'REMOVE', value: 'a' }), tag({ operation: 'REMOVE' })],
      [
        "a metric of one's own has a name",
        'IST0106',
        override({ match: { customMetric: '' } }),
        override({ match: { customMetric: 'a' } }),
      ],
      ['a tag has a name', 'MESH904', override({ tagOverrides: { '': { value: 'a' } } }), tag({ value: 'a' }), 'warns'],
    ],
    validateTelemetryProviders: [['a provider has a name', 'IST0106', logs({ providers: [{ name: '' }] }), logs({})]],
  }),
];

const wasm = (more: object = {}) => ({ url: 'oci://a.example.com/b:1', ...more });
const env = (...all: readonly object[]) => wasm({ vmConfig: { env: all } });
const value = { name: 'A', value: 'b' };

export const WASM_PLUGIN = [
  ...targets('WasmPlugin', wasm()),
  ...rows('WasmPlugin', {
    validateWasmPluginURL: [
      ['it comes from somewhere', 'IST0106', { sha256: '' }, wasm()],
      ['by a scheme that is known', 'IST0106', wasm({ url: 'ftp://a.example.com/b' }), wasm({ url: 'file:///a.wasm' })],
    ],
    strictParseURL: [
      ['its address is a URL', 'IST0106', wasm({ url: 'http://a%zz' }), wasm({ url: 'a.example.com/b' })],
    ],
    validateWasmPluginSHA: [
      ['a checksum has 64 letters', 'IST0106', wasm({ sha256: 'ab' }), wasm({ sha256: 'a'.repeat(64) })],
      ['of hexadecimal', 'IST0106', wasm({ sha256: 'Z'.repeat(64) }), wasm({ sha256: '0'.repeat(64) })],
    ],
    validateWasmPluginImagePullSecret: [
      [
        'a Secret has a name of a Secret',
        'IST0106',
        wasm({ imagePullSecret: 'a'.repeat(254) }),
        wasm({ imagePullSecret: 'a' }),
      ],
    ],
    validateWasmPluginName: [
      ['its name is short', 'IST0106', wasm({ pluginName: 'a'.repeat(257) }), wasm({ pluginName: 'a'.repeat(256) })],
    ],
    validateWasmPluginVMConfig: [
      ['a variable has a name', 'IST0106', env({ value: 'a' }), env(value)],
      [
        'which is short',
        'IST0106',
        env({ name: 'a'.repeat(257), value: 'b' }),
        env({ name: 'a'.repeat(256), value: 'b' }),
      ],
      ['and its own', 'IST0106', env(value, value), env(value, { name: 'B', value: 'c' })],
      [
        "a value is inline, or the host's",
        'IST0106',
        env({ ...value, valueFrom: 'HOST' }),
        env({ name: 'A', valueFrom: 'HOST' }),
      ],
    ],
    validateWasmPluginMatch: [
      ['no match is null', 'IST0106', wasm({ match: [null] }), wasm({ match: [{ mode: 'CLIENT' }] })],
      ['nor a port', 'IST0106', wasm({ match: [{ ports: [null] }] }), wasm({ match: [{ ports: [{ number: 80 }] }] })],
      [
        'which is one',
        'IST0106',
        wasm({ match: [{ ports: [{ number: 70_000 }] }] }),
        wasm({ match: [{ ports: [{ number: 80 }] }] }),
      ],
    ],
  }),
];

const code = (more: object = {}) => ({ lua: { inlineCode: 'function envoy_on_request(h) end', ...more } });
const extended = (more: object = {}) => ({ wasm: wasm(more) });
export const TRAFFIC_EXTENSION = [
  ...targets('TrafficExtension', code()),
  ...rows('TrafficExtension', {
    ValidateTrafficExtension: [
      ['it is of Wasm or of Lua', 'IST0106', { ...code(), ...extended() }, code()],
      ['something', 'IST0106', { phase: 'AUTHN' }, extended()],
    ],
    validateLuaConfig: [
      ['code is some', 'IST0106', code({ inlineCode: '' }), code()],
      [
        'of at most 64 KiB',
        'IST0106',
        code({ inlineCode: 'a'.repeat(65_537) }),
        code({ inlineCode: '-'.repeat(65_536) }),
      ],
    ],
    validateWasmConfigSHA: [
      ['a checksum is one', 'IST0106', extended({ sha256: 'ab' }), extended({ sha256: 'a'.repeat(64) })],
    ],
    validateWasmConfigImagePullSecret: [
      [
        'a Secret has a name of a Secret',
        'IST0106',
        extended({ imagePullSecret: 'a'.repeat(254) }),
        extended({ imagePullSecret: 'a' }),
      ],
    ],
    validateWasmConfigName: [
      ['its name is short', 'IST0106', extended({ pluginName: 'a'.repeat(257) }), extended({ pluginName: 'a' })],
    ],
    validateTrafficExtensionMatch: [
      ['no match is null', 'IST0106', { ...code(), match: [null] }, { ...code(), match: [{ mode: 'CLIENT' }] }],
      [
        'a port is one',
        'IST0106',
        { ...code(), match: [{ ports: [{ number: 0 }] }] },
        { ...code(), match: [{ ports: [{ number: 80 }] }] },
      ],
    ],
  }),
];

const annotated = (annotations: object) => withMetadata({ annotations }, code());
export const METADATA: readonly Row[] = rows('TrafficExtension', {
  checkDryRunAnnotation: [
    [
      'only an AuthorizationPolicy is tried out',
      'MESH467',
      annotated({ 'istio.io/dry-run': 'true' }),
      annotated({ a: 'b' }),
    ],
  ],
  validateMetadata: [
    [
      'nothing asks to be refused',
      'MESH467',
      annotated({ 'internal.istio.io/webhook-always-reject': '' }),
      annotated({ a: 'b' }),
    ],
    [
      'nothing says which namespace of the Gateway API it is made of',
      'MESH467',
      annotated({ 'internal.istio.io/parent-namespace': 'a' }),
      annotated({ a: 'b' }),
    ],
    ['nor which objects', 'MESH467', annotated({ 'internal.istio.io/parents': 'a' }), annotated({ a: 'b' })],
  ],
}).map((row) => ({ ...row, kind: 'Every kind' }));
