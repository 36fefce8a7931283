import { catalogue } from '../../kit/problems';

const unjudged = (server: string, isPlainText: boolean): readonly [string, string] =>
  isPlainText
    ? [
        `TLS to ${server} has a credential that only gateways read, so that sidecars speak plain text to it`,
        'name the callers in workloadSelector, or give the certificates as files',
      ]
    : [
        `nothing says which authority signs the certificate of ${server}; Istio takes those of the proxy's system`,
        'name its CA in caCertificates, or "system" if that is meant',
      ];

/** What Istio's own analyzers say of routes and traffic policies beyond what is refused. */
export const ADVICE = catalogue({
  unknownRuleHost: [
    'IST0174',
    (host: string) => [`no Service or ServiceEntry has the host ${host}`, 'correct the host, or declare it'],
  ],
  deprecated: ['IST0002', (what: string, remedy: string) => [`${what} is deprecated`, remedy]],
  partlyShadowed: [
    'IST0131',
    (match: string, rule: string, earlier: string) => [
      `${match} of ${rule} takes nothing, because ${earlier} takes all of it before`,
      'remove the match, or move its rule up',
    ],
  ],
  passesCanary: [
    'IST0140',
    (host: string, other: string) => [
      `what enters here goes to every version of ${host}, for the subsets of ${other} are for callers in the mesh alone`,
      'name the subsets here too, or add the gateway to that route',
    ],
  ],
  othersReach: [
    'MESH891',
    (hosts: string) => [
      `every rule names a sender, and whoever is none of them reaches ${hosts} itself, not 404: Istio leaves out a route that has no rule for a caller`,
      'add a last rule without a sender, also one that answers 404 or 403, or refuse them by a policy',
    ],
  ],
  queryNeverSent: [
    'MESH892',
    (rule: string, name: string, value: string) => [
      `${rule} never applies: a query holds no "${name}=${value}", for clients escape some of these letters, and Envoy compares without decoding`,
      'write the value as it is sent, such as %20 or + for a blank',
    ],
  ],
  neverApplies: [
    'MESH886',
    (rule: string, why: string, remedy: string) => [`a match of ${rule} takes no request: ${why}`, remedy],
  ],
  emptyMatch: [
    'MESH887',
    (rule: string, part: string) => [
      `a match of ${rule} says nothing of the ${part}, and so takes every one`,
      'say what it must be (exact, prefix or regex), or leave it out',
    ],
  ],
  slashes: [
    'MESH893',
    (rule: string, asked: string, made: string) => [
      `${rule} makes "${made}" of "${asked}", for Istio puts prefixes together as text`,
      'end neither the prefix nor what takes its place with "/", and match a prefix other than "/"',
    ],
  ],
  noGroup: [
    'MESH372',
    (rule: string, group: string, pattern: string) => [
      `the rewrite of ${rule} has ${group}, which is no group of "${pattern}": Envoy does not rewrite as it says`,
      'put what shall be kept in brackets, and count them from 1',
    ],
  ],
  unjudgedServer: ['IST0128', unjudged],
  unjudgedPort: ['IST0129', unjudged],
});
