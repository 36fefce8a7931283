import { isAddress, isCidr } from '../../../kit/formats/formats';
import type { Problem } from '../../../kit/problems';
import type { Mesh, SpecsByKind, Written } from '../../../model/mesh';
import { RULED } from '../../../problems/istio/istiod-policies';
import type { Rule } from '../../rule';

type Policy = Written<SpecsByKind['AuthorizationPolicy']>;
type RuleOf = NonNullable<Policy['spec']['rules']>[number];

/** A policy that is only tried out must be as sound as any other. */
const policies = ({ AuthorizationPolicy, triedOut }: Mesh): readonly Policy[] => [...AuthorizationPolicy, ...triedOut];

const rule = (
  name: string,
  codes: readonly string[],
  about: string,
  problems: (policy: Policy) => readonly Problem[],
): Rule => ({
  name,
  codes,
  severity: 'error',
  about,
  reads: ['AuthorizationPolicy', 'triedOut'],
  find: (mesh: Mesh) =>
    policies(mesh).flatMap((one) => problems(one).map((problem) => ({ place: one.place, problem }))),
});

const said = (block: object | undefined): boolean =>
  Object.values(block ?? {}).some((list) => Array.isArray(list) && list.length > 0);

const emptyParts = rule('rule-parts', ['MESH969'], 'a rule has no part that says nothing', ({ spec: { rules = [] } }) =>
  rules.flatMap(({ from, to, when = [] }, i) =>
    [
      ...(from?.length === 0 || from?.some(({ source }) => !said(source)) ? [`rules[${i}].from`] : []),
      ...(to?.length === 0 || to?.some(({ operation }) => !said(operation)) ? [`rules[${i}].to`] : []),
      ...when
        .filter(({ values = [], notValues = [] }) => values.length + notValues.length === 0)
        .map(({ key }) => `the condition ${key} of rules[${i}]`),
    ].map(RULED.emptyRule),
  ),
);

const isAccount = (value: string): boolean =>
  value.length <= 320 && !value.includes('*') && /^[^/]+(\/[^/]+)?$/.test(value);
const isPattern = (value: string): boolean => /^(\*|[^*]+\*?|\*[^*]+)$/.test(value);
const isBlock = (value: string): boolean => isAddress(value) || isCidr(value);
const isPodPort = (value: string): boolean => /^\d+$/.test(value) && Number(value) <= 65535;

/** Segments of a template: `{*}` for one, `{**}` at last for the rest. Source: istio pkg/config/security, CheckValidPathTemplate. */
function isTemplate(path: string): boolean {
  const hasOperator = /\{\*\*?\}/.test(path);
  const parts = path.replace(/^\/+|\/+$/g, '').split('/');
  const last = parts.indexOf('{**}');
  return parts.every(
    (part, i) =>
      (/^\{\*\*?\}$/.test(part) && (last < 0 || i <= last)) ||
      (!/[{}]/.test(part) && (!hasOperator || /^[-a-zA-Z0-9._~%!$&'()+,;:@=]+$/.test(part))),
  );
}

interface Shape {
  readonly is: (value: string) => boolean;
  readonly why: string;
}
const SHAPES: Readonly<Record<string, Shape>> = {
  serviceaccounts: { is: isAccount, why: 'which is neither a ServiceAccount nor namespace/ServiceAccount' },
  trustdomains: { is: (value) => isPattern(value) && !value.includes('/'), why: 'which is no trust domain' },
  ipblocks: { is: isBlock, why: 'which is neither an address nor a CIDR' },
  remoteipblocks: { is: isBlock, why: 'which is neither an address nor a CIDR' },
  ports: { is: isPodPort, why: 'which is no port' },
  paths: {
    is: isTemplate,
    why: 'which is no template of a path: {*} and {**} stand for whole segments, and {**} comes last',
  },
};

function listProblems(where: string, block: object | undefined): readonly Problem[] {
  return Object.entries(block ?? {}).flatMap(([field, list]: [string, readonly string[] | undefined]) => {
    const shape = SHAPES[field.replace(/^not/, '').toLowerCase()];
    const odd = (list ?? []).filter((value) => value !== '' && shape !== undefined && !shape.is(value));
    return [
      ...((list ?? []).includes('') ? [RULED.ruleValue(`${where}.${field}`, '', 'which stands for nothing')] : []),
      ...odd.map((value) => RULED.ruleValue(`${where}.${field}`, value, shape?.why ?? '')),
    ];
  });
}

const ATTRIBUTES: Readonly<Record<string, Shape | undefined>> = {
  'source.ip': SHAPES['ipblocks'],
  'remote.ip': SHAPES['ipblocks'],
  'source.namespace': undefined,
  'source.serviceAccount': SHAPES['serviceaccounts'],
  'source.principal': undefined,
  'source.trustDomain': { is: isPattern, why: 'which is no trust domain' },
  'request.auth.principal': undefined,
  'request.auth.audiences': undefined,
  'request.auth.presenter': undefined,
  'destination.ip': SHAPES['ipblocks'],
  'destination.port': SHAPES['ports'],
  'connection.sni': undefined,
};
const isKeyed = (key: string): boolean =>
  /^(request\.headers|request\.auth\.claims|experimental\.envoy\.filters\.)[^[]*\[.+\]$/.test(key);

const values = rule(
  'rule-values',
  ['MESH970'],
  'what a rule compares with is some, of the kind that it is compared with',
  ({ spec: { rules = [] } }) =>
    rules.flatMap(({ from = [], to = [], when = [] }, i) => [
      ...from.flatMap(({ source }) => [
        ...listProblems(`rules[${i}].from`, source),
        ...(said({ a: source?.serviceAccounts ?? [], b: source?.notServiceAccounts ?? [] }) &&
        said({
          a: source?.principals ?? [],
          b: source?.notPrincipals ?? [],
          c: source?.namespaces ?? [],
          d: source?.notNamespaces ?? [],
        })
          ? [RULED.ruleValue(`rules[${i}].from`, 'serviceAccounts', 'which excludes principals and namespaces')]
          : []),
      ]),
      ...to.flatMap(({ operation }) => listProblems(`rules[${i}].to`, operation)),
      ...when.flatMap(({ key, values: some = [], notValues = [] }) => {
        const shape = Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined;
        return [...some, ...notValues].flatMap((value) => {
          if (value === '') return [RULED.ruleValue(`the condition ${key}`, '', 'which stands for nothing')];
          return shape === undefined || shape.is(value)
            ? []
            : [RULED.ruleValue(`the condition ${key}`, value, shape.why)];
        });
      }),
    ]),
);

const attributes = rule(
  'attributes',
  ['MESH971'],
  'a condition is about an attribute that Istio knows',
  ({ spec: { rules = [] } }) =>
    rules
      .flatMap(({ when = [] }) => when.map(({ key }) => key))
      .filter((key) => !Object.hasOwn(ATTRIBUTES, key) && !isKeyed(key))
      .map((key) => RULED.attribute(key)),
);

const IDENTITIES = ['namespaces', 'serviceAccounts', 'trustDomains', 'principals', 'requestPrincipals'];

/** What of a rule is about who asks, which an external authorizer is asked before. */
function identityOf({ from = [], when = [] }: RuleOf): string | undefined {
  const field = from
    .flatMap(({ source }) => Object.entries(source ?? {}))
    .find(
      ([key, list]) =>
        IDENTITIES.some(
          (one) => key.toLowerCase() === one.toLowerCase() || key.toLowerCase() === `not${one.toLowerCase()}`,
        ) && (list ?? []).length > 0,
    );
  return (
    field?.[0] ??
    when.find(({ key }) => /^source\.(namespace|serviceAccount|trustDomain|principal)$|^request\.auth\./.test(key))?.key
  );
}

const actions = rule(
  'policy-actions',
  ['MESH972'],
  'a policy has what its action needs, and nothing else',
  ({ spec: { action = 'ALLOW', provider, rules }, annotations }) => {
    const identity = action === 'CUSTOM' ? rules?.map(identityOf).find((one) => one !== undefined) : undefined;
    const dryRun = annotations['istio.io/dry-run'];
    return [
      ...((action === 'DENY' || action === 'CUSTOM') && (rules ?? []).length === 0
        ? [RULED.action(action, 'without rules is about nothing; `{}` is about every request')]
        : []),
      ...(action === 'CUSTOM' && (rules ?? []).length > 0 && !provider?.name
        ? [RULED.action(action, 'names no provider')]
        : []),
      ...(action !== 'CUSTOM' && provider !== undefined ? [RULED.action(action, 'takes no provider')] : []),
      ...(identity === undefined
        ? []
        : [RULED.action(action, `is asked before Istio knows who calls, but a rule has ${identity}`)]),
      ...(dryRun !== undefined &&
      (!/^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(dryRun) || action === 'AUDIT' || action === 'CUSTOM')
        ? [RULED.action(action, `cannot be tried out with istio.io/dry-run: ${JSON.stringify(dryRun)}`)]
        : []),
    ];
  },
);

export const AUTHORIZATION_RULES = [emptyParts, values, attributes, actions];
