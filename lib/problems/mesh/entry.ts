import { catalogue } from '../../kit/problems';

/** What is written and does not reach whom it is for. MESH949, MESH977-MESH979. */
export const UNREACHED = catalogue({
  droppedFilter: [
    'MESH949',
    () => [
      'a filter of access logs without providers is dropped: Istio logs as before',
      'give it `providers`, such as envoy',
    ],
  ],
  hiddenByHost: [
    'MESH977',
    (narrow: string, rule: string, wide: string, other: string) => [
      `requests to ${narrow} are never tried against ${rule} of ${other}, for ${wide} is wider, and what the narrower host does not take gets 404`,
      'repeat the rule for the narrower host, or end that with a rule for every request',
    ],
  ],
  twoNamespaces: [
    'MESH978',
    (gateway: string, namespaces: readonly string[]) => [
      `${gateway} is served by pods of ${namespaces.join(' and ')} alike, whose labels its selector does not tell apart`,
      'give the gateways labels of their own, or set PILOT_SCOPE_GATEWAY_TO_NAMESPACE in the control plane',
    ],
  ],
  twoEntries: [
    'MESH979',
    (host: string, other: string, field: string) => [
      `${other} declares ${host} with another ${field}, and one of the two decides for both`,
      'declare the host once, with all of its ports',
    ],
  ],
});
