import { rows } from './row';

const to = [{ destination: { host: 'web' } }];
const vs = (more: object = {}) => ({ hosts: ['web'], ...more });
/** With one rule of HTTP that goes somewhere. */
const http = (rule: object = {}, more: object = {}) => vs({ http: [{ route: to, ...rule }], ...more });
const bare = (rule: object) => vs({ http: [rule] });
const edge = { hosts: ['a.example.com'], gateways: ['edge'] };
const match = (one: object, more: object = {}) => http({ match: [one] }, more);
const request = (changes: object) => http({ headers: { request: changes } });
const response = (changes: object) => http({ headers: { response: changes } });
const own = (headers: object) => bare({ route: [{ destination: { host: 'web' }, headers }] });
const target = (one: object) => bare({ route: [one] });
const destination = (one: object) => target({ destination: one });
const cors = (one: object) => http({ corsPolicy: { allowOrigins: [{ exact: 'https://a.example.com' }], ...one } });
const fault = (one: object) => http({ fault: one });
const abort = (one: object) => fault({ abort: { percentage: { value: 1 }, ...one } });
const delay = (one: object) => fault({ delay: { percentage: { value: 1 }, fixedDelay: '1s', ...one } });
const retries = (one: object) => http({ retries: { attempts: 2, ...one } });
const redirect = (one: object, more: object = {}) => bare({ redirect: one, ...more });
const answer = (one: object, more: object = {}) => bare({ directResponse: { status: 200, ...one }, ...more });
const mirrors = (one: object) => http({ mirrors: [{ destination: { host: 'web' }, ...one }] });
const rewrite = (one: object) => http({ rewrite: one });
const sni = (one: object = {}, more: object = {}) =>
  vs({ hosts: ['a.example.com'], tls: [{ match: [{ sniHosts: ['a.example.com'], ...one }], route: to, ...more }] });
const tcp = (one: object = {}) => vs({ tcp: [{ route: to, ...one }] });
const stream = (one: object) => tcp({ match: [one] });
const delegated = (rule: object, more: object = {}) => ({ http: [{ route: to, ...rule }], ...more });
const claim = { '@request.auth.claims.group': { exact: 'a' } };
const long = 'a'.repeat(1025);
const body = (size: number) => ({ body: { string: 'a'.repeat(size) } });

export const VIRTUAL_SERVICE = [
  ...rows('VirtualService', {
    ValidateVirtualService: [
      ['a delegate has no gateways', 'MESH948', delegated({}, { gateways: ['edge'] }), delegated({})],
      [
        'a delegate has no rules of TLS',
        'MESH948',
        delegated({}, { tls: [{ match: [{ sniHosts: ['a.example.com'] }], route: to }] }),
        delegated({}),
      ],
      ['a delegate has no rules of TCP', 'MESH948', delegated({}, { tcp: [{ route: to }] }), delegated({})],
      ['claims are matched at gateways alone', 'MESH948', match({ headers: claim }), match({ headers: claim }, edge)],
      ['also their absence', 'MESH948', match({ withoutHeaders: claim }), match({ withoutHeaders: claim }, edge)],
      [
        'a host is a DNS name or an address',
        'MESH948',
        http({}, { hosts: ['a_b'] }),
        http({}, { hosts: ['10.0.0.1'] }),
      ],
      ['so at a gateway', 'MESH948', http({}, { ...edge, hosts: ['a b'] }), http({}, edge)],
      [
        'in the mesh, nothing is for every host',
        'MESH948',
        http({}, { hosts: ['*'] }),
        http({}, { ...edge, hosts: ['*'] }),
      ],
      [
        'no host is within another',
        'MESH951',
        http({}, { ...edge, hosts: ['a.example.com', '*.example.com'] }),
        http({}, { ...edge, hosts: ['a.example.com', 'b.example.com'] }),
      ],
      ['there is a rule', 'MESH948', vs(), http()],
      ['no rule is null', 'IST0106', vs({ http: [null] }), http()],
    ],
    validateGatewayNames: [
      ['a gateway is named as DNS names are', 'MESH468', http({}, { ...edge, gateways: ['a b'] }), http({}, edge)],
      [
        'its namespace is a DNS label',
        'MESH468',
        http({}, { ...edge, gateways: ['a_b/edge'] }),
        http({}, { ...edge, gateways: ['shop/edge'] }),
      ],
      [
        'its name is a DNS label',
        'MESH468',
        http({}, { ...edge, gateways: ['shop/a.b'] }),
        http({}, { ...edge, gateways: ['shop/a-b'] }),
      ],
      [
        'neither is empty',
        'MESH468',
        http({}, { ...edge, gateways: ['/edge'] }),
        http({}, { ...edge, gateways: ['shop/edge'] }),
      ],
      ['also in a match', 'MESH468', match({ gateways: ['a b'] }), match({ gateways: ['edge'] })],
      [
        '`name.namespace` is a spelling of the past',
        'MESH904',
        http({}, { ...edge, gateways: ['edge.shop'] }),
        http({}, { ...edge, gateways: ['shop/edge'] }),
        'warns',
      ],
    ],
    ValidateDuration: [
      ['a timeout has whole milliseconds', 'MESH469', http({ timeout: '1500us' }), http({ timeout: '1500ms' })],
      ['so has a try', 'MESH469', retries({ perTryTimeout: '1.0005s' }), retries({ perTryTimeout: '1.5s' })],
      ['and a pause', 'MESH469', retries({ backoff: '25.5ms' }), retries({ backoff: '25ms' })],
      ['and a delay', 'MESH469', delay({ fixedDelay: '1.5ms' }), delay({ fixedDelay: '1m30s' })],
    ],
    validateHTTPRouteConflict: [
      [
        'who delegates does not redirect',
        'MESH958',
        bare({ delegate: { name: 'a' }, redirect: { uri: '/' } }),
        bare({ delegate: { name: 'a' } }),
      ],
      [
        'who delegates has no destination',
        'MESH958',
        http({ delegate: { name: 'a' } }),
        bare({ delegate: { name: 'a' } }),
      ],
      ['a delegate does not delegate', 'MESH958', delegated({ delegate: { name: 'a' } }), delegated({})],
      ['a redirect goes to no destination', 'MESH958', http({ redirect: { uri: '/' } }), redirect({ uri: '/' })],
      [
        'nor fails on purpose',
        'MESH958',
        redirect({ uri: '/' }, { fault: { delay: { fixedDelay: '1s' } } }),
        redirect({ uri: '/' }),
      ],
      ['nor rewrites', 'MESH958', redirect({ uri: '/' }, { rewrite: { uri: '/' } }), redirect({ uri: '/' })],
      ['nor answers', 'MESH958', redirect({ uri: '/' }, { directResponse: { status: 200 } }), redirect({ uri: '/' })],
      ['an answer goes to no destination', 'MESH958', http({ directResponse: { status: 200 } }), answer({})],
      ['nor fails on purpose', 'MESH958', answer({}, { fault: { delay: { fixedDelay: '1s' } } }), answer({})],
      ['nor rewrites', 'MESH958', answer({}, { rewrite: { uri: '/' } }), answer({})],
      ['a rule does something', 'MESH958', bare({ match: [{ uri: { exact: '/' } }] }), http()],
      [
        'it has mirror or mirrors',
        'MESH958',
        http({ mirror: { host: 'a' }, mirrors: [{ destination: { host: 'a' } }] }),
        http({ mirror: { host: 'a' } }),
      ],
    ],
    validateHTTPRoute: [
      [
        'a share that is mirrored is at most all',
        'MESH915',
        http({ mirror: { host: 'a' }, mirrorPercentage: { value: 101 } }),
        http({ mirror: { host: 'a' }, mirrorPercentage: { value: 100 } }),
      ],
      [
        'and not negative',
        'MESH915',
        http({ mirror: { host: 'a' }, mirrorPercentage: { value: -1 } }),
        http({ mirror: { host: 'a' }, mirrorPercentage: { value: 0 } }),
      ],
      [
        'the older field, too',
        'MESH915',
        http({ mirror: { host: 'a' }, mirrorPercent: 101 }),
        http({ mirror: { host: 'a' } }),
      ],
      [
        'a timeout is a duration of a millisecond or more',
        'IST0106',
        http({ timeout: '1us' }),
        http({ timeout: '1ms' }),
      ],
    ],
    ValidateHTTPHeaderNameOrJwtClaimRoute: [
      [
        'a header that is matched has a name',
        'MESH957',
        match({ headers: { 'a b': { exact: '1' } } }),
        match({ headers: { 'a.b': { exact: '1' } } }),
      ],
      [
        'it is not empty',
        'MESH957',
        match({ headers: { '': { exact: '1' } } }),
        match({ headers: { ':authority': { exact: 'a' } } }),
      ],
      [
        'also where it must be missing',
        'MESH957',
        match({ withoutHeaders: { 'a b': {} } }),
        match({ withoutHeaders: { a: {} } }),
      ],
    ],
    validateHTTPRouteMatchRequest: [
      ['a header is matched with something', 'IST0106', match({ headers: { a: null } }), match({ headers: { a: {} } })],
      ['a port is one', 'MESH915', match({ port: 70_000 }), match({ port: 8080 })],
      ['a namespace is a name', 'MESH468', match({ sourceNamespace: 'a_b' }), match({ sourceNamespace: 'a-b' })],
      [
        'labels of callers are labels',
        'MESH914',
        match({ sourceLabels: { 'a b': 'c' } }),
        match({ sourceLabels: { app: 'c' } }),
      ],
      ['so are their values', 'MESH914', match({ sourceLabels: { a: 'c d' } }), match({ sourceLabels: { a: '' } })],
    ],
    validateStringMatch: [
      [
        'a prefix of a header is some',
        'MESH955',
        match({ headers: { a: { prefix: '' } } }),
        match({ headers: { a: { prefix: 'b' } } }),
      ],
      [
        'of a missing header',
        'MESH955',
        match({ withoutHeaders: { a: { prefix: '' } } }),
        match({ withoutHeaders: { a: { prefix: 'b' } } }),
      ],
      ['of the scheme', 'MESH955', match({ scheme: { prefix: '' } }), match({ scheme: { prefix: 'h' } })],
      ['of the method', 'MESH955', match({ method: { prefix: '' } }), match({ method: { prefix: 'G' } })],
      ['of the authority', 'MESH955', match({ authority: { prefix: '' } }), match({ authority: { prefix: 'a' } })],
      [
        'of a parameter',
        'MESH955',
        match({ queryParams: { a: { prefix: '' } } }),
        match({ queryParams: { a: { prefix: 'b' } }, uri: { prefix: '' } }),
      ],
    ],
    validateStringMatchRegexp: [
      [
        'a regular expression of a header is some',
        'MESH954',
        match({ headers: { a: { regex: '' } } }),
        match({ headers: { a: { regex: '.' } } }),
      ],
      [
        'of a missing header, or `*`',
        'MESH347',
        match({ withoutHeaders: { a: { regex: '*a' } } }),
        match({ withoutHeaders: { a: { regex: '*' } } }),
      ],
      ['of the path', 'MESH954', match({ uri: { regex: '' } }), match({ uri: { regex: '/' } })],
      ['of the scheme', 'MESH954', match({ scheme: { regex: '' } }), match({ scheme: { regex: 'http' } })],
      ['of the method', 'MESH954', match({ method: { regex: '' } }), match({ method: { regex: 'GET' } })],
      ['of the authority', 'MESH954', match({ authority: { regex: '' } }), match({ authority: { regex: 'a' } })],
      [
        'of a parameter',
        'MESH954',
        match({ queryParams: { a: { regex: '' } } }),
        match({ queryParams: { a: { regex: 'a' } } }),
      ],
    ],
    validateStringRegexp: [
      [
        'it has at most 1024 letters',
        'MESH954',
        match({ uri: { regex: long } }),
        match({ uri: { regex: 'a'.repeat(1024) } }),
      ],
      ['it is of RE2', 'MESH347', match({ uri: { regex: '(?=a)' } }), match({ uri: { regex: '(?i)/a' } })],
    ],
    ValidateHTTPHeaderWithAuthorityOperationName: [
      [
        'a header that is added to requests has a name',
        'MESH957',
        request({ add: { '': 'a' } }),
        request({ add: { 'x-a': 'a' } }),
      ],
      [
        'it is none of the request line',
        'MESH957',
        request({ add: { ':path': '/' } }),
        request({ add: { ':authority': 'a' } }),
      ],
      ['nor is one that is set', 'MESH957', request({ set: { ':method': 'GET' } }), request({ set: { host: 'a' } })],
      [
        'also for one destination',
        'MESH957',
        own({ request: { set: { ':method': 'GET' } } }),
        own({ request: { set: { host: 'a' } } }),
      ],
      [
        'there what is added, too',
        'MESH957',
        own({ request: { add: { ':method': 'GET' } } }),
        own({ request: { add: { host: 'a' } } }),
      ],
    ],
    ValidateHTTPHeaderOperationName: [
      ['a header that is removed has a name', 'MESH957', request({ remove: [''] }), request({ remove: ['a'] })],
      ['it is not the host', 'MESH957', request({ remove: ['Host'] }), request({ remove: ['x-host'] })],
      ['nor of the request line', 'MESH957', request({ remove: [':path'] }), request({ remove: ['path'] })],
      ['a header of responses has a name', 'MESH957', response({ set: { '': 'a' } }), response({ set: { a: 'a' } })],
      ['one that is added is not the host', 'MESH957', response({ add: { host: 'a' } }), response({ add: { a: 'a' } })],
      ['one that is removed is not the host', 'MESH957', response({ remove: ['host'] }), response({ remove: ['a'] })],
      [
        'also for one destination',
        'MESH957',
        own({ response: { remove: ['host'] } }),
        own({ response: { remove: ['a'] } }),
      ],
      [
        'there what is added, too',
        'MESH957',
        own({ response: { add: { host: 'a' } } }),
        own({ response: { add: { a: 'b' } } }),
      ],
      [
        'and what is removed from requests',
        'MESH957',
        own({ request: { remove: ['host'] } }),
        own({ request: { remove: ['a'] } }),
      ],
    ],
    ValidateHTTPHeaderValue: [
      [
        'a value has no control characters',
        'MESH952',
        request({ set: { a: '\u0001' } }),
        request({ set: { a: 'a\tb' } }),
      ],
      ['also of responses', 'MESH952', response({ add: { a: '\u007f' } }), response({ add: { a: 'ä' } })],
      [
        'also for one destination',
        'MESH952',
        own({ response: { set: { a: '50%' } } }),
        own({ response: { set: { a: '50%%' } } }),
      ],
    ],
    validateHeaderValue: [
      ['a percent sign is doubled', 'MESH952', request({ set: { a: '50%' } }), request({ set: { a: '50%%' } })],
      ['a variable ends', 'MESH952', request({ set: { a: '%REQ(a' } }), request({ set: { a: '%REQ(a)%' } })],
      [
        'its arguments are texts',
        'MESH952',
        request({ set: { a: '%A([b])%' } }),
        request({ set: { a: '%A(["b"])%' } }),
      ],
      [
        'parted by commas',
        'MESH952',
        request({ set: { a: '%A(["b" "c"])%' } }),
        request({ set: { a: '%A(["b", "c"])%' } }),
      ],
      [
        'nothing follows them',
        'MESH952',
        request({ set: { a: '%A(["b"]c)%' } }),
        request({ set: { a: '%A(["b"] )%' } }),
      ],
      ['nor the parenthesis', 'MESH952', request({ set: { a: '%A(b)c%' } }), request({ set: { a: '%A(b) %' } })],
      [
        'a backslash is followed',
        'MESH952',
        request({ set: { a: '%A(["\\' } }),
        request({ set: { a: '%A(["\\""])%' } }),
      ],
    ],
    validateAuthorityRewrite: [
      [
        'the host is set once: rewritten or set',
        'MESH953',
        http({ rewrite: { authority: 'a' }, headers: { request: { set: { Host: 'b' } } } }),
        rewrite({ authority: 'a' }),
      ],
      [
        'or added',
        'MESH953',
        http({ rewrite: { authority: 'a' }, headers: { request: { add: { ':authority': 'b' } } } }),
        request({ add: { ':authority': 'b' } }),
      ],
    ],
    validateHTTPRouteDestinations: [
      ['no destination is null', 'IST0106', bare({ route: [null] }), http()],
      ['it goes somewhere', 'IST0106', target({ weight: 1 }), target({ destination: { host: 'web' }, weight: 1 })],
      [
        'of several, one has a share',
        'MESH320',
        bare({
          route: [
            { ...to[0], weight: 0 },
            { destination: { host: 'b' }, weight: 0 },
          ],
        }),
        bare({
          route: [
            { ...to[0], weight: 0 },
            { destination: { host: 'b' }, weight: 1 },
          ],
        }),
      ],
    ],
    validateWeight: [
      ['a share is not negative', 'MESH915', target({ ...to[0], weight: -1 }), target({ ...to[0], weight: 0 })],
    ],
    validateDestination: [
      ['it is not every host', 'MESH959', destination({ host: '*' }), destination({ host: 'web' })],
      ['its host is a DNS name', 'MESH959', destination({ host: 'a b' }), destination({ host: 'web.shop' })],
      ['of a mirror, too', 'MESH959', http({ mirror: { host: 'a b' } }), http({ mirror: { host: 'a' } })],
    ],
    validateSubsetName: [
      [
        'a subset is a DNS label',
        'MESH959',
        destination({ host: 'web', subset: 'v_1' }),
        destination({ host: 'web', subset: 'v1' }),
      ],
    ],
    validatePortSelector: [
      [
        'its port is one',
        'MESH959',
        destination({ host: 'web', port: { number: 0 } }),
        destination({ host: 'web', port: { number: 80 } }),
      ],
    ],
    validateAllowOrigins: [
      ['an origin is not empty', 'MESH956', cors({ allowOrigins: [{ exact: '' }] }), cors({})],
      [
        'nor its prefix',
        'MESH956',
        cors({ allowOrigins: [{ prefix: '' }] }),
        cors({ allowOrigins: [{ prefix: 'a' }] }),
      ],
      [
        'nor its expression',
        'MESH956',
        cors({ allowOrigins: [{ regex: '' }] }),
        cors({ allowOrigins: [{ regex: '.*' }] }),
      ],
      [
        'which is of RE2',
        'MESH347',
        cors({ allowOrigins: [{ regex: '(' }] }),
        cors({ allowOrigins: [{ regex: '(a)' }] }),
      ],
    ],
    validateCORSHTTPMethod: [
      ['a method is one of HTTP', 'MESH956', cors({ allowMethods: ['LOOK'] }), cors({ allowMethods: ['*'] })],
    ],
    ValidateCORSHTTPHeaderName: [
      ['a header has a name', 'MESH956', cors({ allowHeaders: ['a b'] }), cors({ allowHeaders: ['*'] })],
      ['also one that is shown', 'MESH956', cors({ exposeHeaders: [''] }), cors({ exposeHeaders: ['a'] })],
    ],
    validateCORSPolicy: [['an age is of whole seconds', 'MESH956', cors({ maxAge: '1.5s' }), cors({ maxAge: '2s' })]],
    validateHTTPFaultInjection: [['a fault is an abort or a delay', 'MESH915', fault({}), delay({})]],
    validateHTTPFaultInjectionAbort: [
      ['HTTP/2 has no codes of its own', 'MESH915', abort({ http2Error: 'a' }), abort({ httpStatus: 500 })],
    ],
    validatePercentage: [
      [
        'a share is at most all',
        'MESH915',
        delay({ percentage: { value: 101 } }),
        delay({ percentage: { value: 100 } }),
      ],
      [
        'and not below a millionth',
        'MESH915',
        abort({ httpStatus: 500, percentage: { value: 0.00001 } }),
        abort({ httpStatus: 500, percentage: { value: 0 } }),
      ],
    ],
    validateHTTPStatus: [
      ['a status is one of HTTP', 'MESH915', abort({ httpStatus: 100 }), abort({ httpStatus: 200 })],
      ['also of an answer', 'MESH915', answer({ status: 601 }), answer({ status: 599 })],
    ],
    validateGRPCStatus: [
      ['a status of gRPC is known', 'MESH915', abort({ grpcStatus: 'LOST' }), abort({ grpcStatus: 'NOT_FOUND' })],
    ],
    validateHTTPFaultInjectionDelay: [
      ['a delay is a duration', 'IST0106', delay({ fixedDelay: '0s' }), delay({})],
      ['which is fixed', 'MESH915', fault({ delay: { exponentialDelay: '1s' } }), delay({})],
    ],
    validateHTTPRetry: [
      ['attempts are not negative', 'MESH915', retries({ attempts: -1 }), retries({})],
      [
        'without attempts, nothing is said of them',
        'MESH915',
        retries({ attempts: 0, retryOn: '5xx' }),
        retries({ attempts: 0 }),
      ],
      ['a try has a duration', 'IST0106', retries({ perTryTimeout: '0s' }), retries({ perTryTimeout: '1s' })],
      [
        'reasons are known',
        'MESH915',
        retries({ retryOn: '5xx,sometimes' }),
        retries({ retryOn: '5xx,gateway-error,503' }),
      ],
      ['without blanks', 'MESH915', retries({ retryOn: '5xx, reset' }), retries({ retryOn: '5xx,reset' })],
      ['a pause is a duration', 'IST0106', retries({ backoff: '0s' }), retries({ backoff: '1s' })],
    ],
    validateHTTPRedirect: [
      [
        'it changes the path or its prefix',
        'MESH915',
        redirect({ uri: '/', prefixRewrite: '/a' }),
        redirect({ prefixRewrite: '/a' }),
      ],
      [
        'a prefix is of a match by prefix',
        'MESH915',
        redirect({ prefixRewrite: '/a' }, { match: [{ uri: { exact: '/b' } }] }),
        redirect({ prefixRewrite: '/a' }, { match: [{ uri: { prefix: '/b' } }] }),
      ],
      ['it says something', 'MESH955', redirect({ redirectCode: 302 }), redirect({ port: 81 })],
      [
        'its code is one of redirects',
        'MESH915',
        redirect({ uri: '/', redirectCode: 200 }),
        redirect({ uri: '/', redirectCode: 308 }),
      ],
      ['its scheme is of HTTP', 'MESH915', redirect({ scheme: 'ftp' }), redirect({ scheme: 'https' })],
      ['its port is one', 'MESH915', redirect({ port: 70_000 }), redirect({ port: 443 })],
    ],
    validateHTTPDirectResponse: [
      ['an answer is below a megabyte', 'MESH915', answer(body(1_048_577)), answer(body(1000))],
      ['and not large', 'MESH904', answer(body(102_401)), answer(body(1000)), 'warns'],
    ],
    validateHTTPMirrors: [
      ['no mirror is null', 'IST0106', http({ mirrors: [null] }), mirrors({})],
      ['it goes somewhere', 'IST0106', http({ mirrors: [{}] }), mirrors({})],
      ['to a DNS name', 'MESH959', mirrors({ destination: { host: 'a b' } }), mirrors({})],
      [
        'its share is at most all',
        'MESH915',
        mirrors({ percentage: { value: 101 } }),
        mirrors({ percentage: { value: 100 } }),
      ],
      ['and not negative', 'MESH915', mirrors({ percentage: { value: -1 } }), mirrors({ percentage: { value: 0 } })],
    ],
    validateHTTPRewrite: [
      [
        'it rewrites by text or by expression',
        'MESH915',
        rewrite({ uri: '/', uriRegexRewrite: { match: 'a', rewrite: 'b' } }),
        rewrite({ uri: '/' }),
      ],
      ['it says something', 'MESH955', rewrite({ uri: '' }), rewrite({ authority: 'a' })],
    ],
    validateURIRegexRewrite: [
      [
        'it has a pattern',
        'MESH954',
        rewrite({ uriRegexRewrite: { match: '', rewrite: 'a' } }),
        rewrite({ uriRegexRewrite: { match: 'a', rewrite: 'b' } }),
      ],
      [
        'and what comes in its place',
        'MESH955',
        rewrite({ uriRegexRewrite: { match: 'a', rewrite: '' } }),
        rewrite({ uriRegexRewrite: { match: 'a', rewrite: 'b' } }),
      ],
      [
        'of RE2',
        'MESH347',
        rewrite({ uriRegexRewrite: { match: '(', rewrite: 'a' } }),
        rewrite({ uriRegexRewrite: { match: '(a)', rewrite: '\\1' } }),
      ],
    ],
    validateTLSRoute: [
      ['a rule of TLS has a match', 'MESH916', vs({ tls: [{ match: [], route: to }] }), sni()],
      ['and a destination', 'MESH916', sni({}, { route: [] }), sni()],
    ],
    validateTLSMatch: [
      ['no match is null', 'IST0106', vs({ tls: [{ match: [null], route: to }] }), sni()],
      ['it names a host', 'MESH916', sni({ sniHosts: [] }), sni()],
      [
        'subnets are some',
        'MESH916',
        sni({ destinationSubnets: ['10.0.0.0/33'] }),
        sni({ destinationSubnets: ['10.0.0.1'] }),
      ],
      ['a port is one', 'MESH916', sni({ port: 70_000 }), sni({ port: 443 })],
      [
        'labels of callers are labels',
        'MESH914',
        sni({ sourceLabels: { 'a b': 'c' } }),
        sni({ sourceLabels: { app: 'c' } }),
      ],
      ['gateways have names', 'MESH468', sni({ gateways: ['a b'] }), sni({ gateways: ['edge'] })],
    ],
    validateSniHost: [
      ['it is a DNS name', 'MESH916', sni({ sniHosts: ['a b'] }), sni()],
      [
        'within the hosts of the route',
        'MESH916',
        sni({ sniHosts: ['b.example.com'] }),
        vs({ ...sni(), hosts: ['*.example.com'] }),
      ],
      ['no address', 'MESH904', { ...sni({ sniHosts: ['10.0.0.1'] }), hosts: ['10.0.0.1'] }, sni(), 'warns'],
    ],
    parseAutoGeneratedSNIDomain: [
      [
        'the SNI of the mesh has its form',
        'MESH916',
        { ...sni({ sniHosts: ['outbound_.80'] }), ...edge, hosts: ['*'] },
        { ...sni({ sniHosts: ['outbound_.80_.v1_.web.shop'] }), ...edge, hosts: ['outbound_.80_.v1_.web.shop'] },
      ],
    ],
    validateTCPRoute: [['a rule of TCP has a destination', 'MESH916', tcp({ route: [] }), tcp()]],
    validateTCPMatch: [
      ['no match is null', 'IST0106', tcp({ match: [null] }), tcp()],
      [
        'subnets are some',
        'MESH916',
        stream({ destinationSubnets: ['here'] }),
        stream({ destinationSubnets: ['10.0.0.0/8'] }),
      ],
      ['a port is one', 'MESH916', stream({ port: 70_000 }), stream({ port: 443 })],
      [
        'labels of callers are labels',
        'MESH914',
        stream({ sourceLabels: { a: 'b c' } }),
        stream({ sourceLabels: { app: 'c' } }),
      ],
      ['gateways have names', 'MESH468', stream({ gateways: ['a b'] }), stream({ gateways: ['edge'] })],
    ],
    validateRouteDestinations: [
      ['no destination is null', 'IST0106', tcp({ route: [null] }), tcp()],
      ['it goes somewhere', 'IST0106', tcp({ route: [{ weight: 1 }] }), tcp()],
      [
        'of several, one has a share',
        'MESH320',
        tcp({
          route: [
            { ...to[0], weight: 0 },
            { destination: { host: 'b' }, weight: 0 },
          ],
        }),
        tcp({
          route: [
            { ...to[0], weight: 0 },
            { destination: { host: 'b' }, weight: 1 },
          ],
        }),
      ],
    ],
    analyzeUnreachableHTTPRules: [
      [
        'rules can be reached',
        'IST0130',
        vs({ http: [{ route: to }, { route: to }] }),
        vs({ http: [{ match: [{ uri: { exact: '/' } }], route: to }, { route: to }] }),
        'warns',
      ],
      [
        'so can matches',
        'IST0131',
        vs({
          http: [
            { match: [{ uri: { prefix: '/a' } }], route: to },
            { match: [{ uri: { prefix: '/a/b' } }, { uri: { prefix: '/c' } }], route: to },
          ],
        }),
        vs({
          http: [
            { match: [{ uri: { prefix: '/a/b' } }], route: to },
            { match: [{ uri: { prefix: '/a' } }], route: to },
          ],
        }),
        'warns',
      ],
    ],
    analyzeUnreachableTCPRules: [
      ['rules of TCP can be reached', 'IST0130', vs({ tcp: [{ route: to }, { route: to }] }), tcp(), 'warns'],
    ],
    analyzeUnreachableTLSRules: [
      [
        'rules of TLS can be reached',
        'IST0130',
        vs({
          hosts: ['a.example.com'],
          tls: [0, 1].map(() => ({ match: [{ sniHosts: ['a.example.com'] }], route: to })),
        }),
        sni(),
        'warns',
      ],
    ],
    validateExportTo: [
      [
        'who it is exported to is named once',
        'MESH950',
        http({}, { exportTo: ['.', 'shop'] }),
        http({}, { exportTo: ['.', 'other'] }),
      ],
      ['also behind its own name', 'MESH950', http({}, { exportTo: ['shop', '.'] }), http({}, { exportTo: ['shop'] })],
      ['not twice', 'MESH950', http({}, { exportTo: ['a', 'a'] }), http({}, { exportTo: ['a', 'b'] })],
      ['as a namespace', 'MESH950', http({}, { exportTo: ['a_b'] }), http({}, { exportTo: ['a-b'] })],
      ['not all beside some', 'MESH950', http({}, { exportTo: ['*', '.'] }), http({}, { exportTo: ['*'] })],
      ['not nobody', 'MESH950', http({}, { exportTo: ['~'] }), http({}, { exportTo: ['.'] })],
    ],
  }),
];
