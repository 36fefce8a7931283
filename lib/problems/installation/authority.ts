import { catalogue } from '../../kit/problems';

/** Who signs certificates. MESH680-MESH689. */
export const AUTHORITY = catalogue({
  renderedGateways: [
    'MESH680',
    (gateways: readonly string[]) => [
      `SPIRE's socket comes with an injection template, and ${gateways.join(' and ')} ${gateways.length > 1 ? 'are' : 'is'} not injected`,
      "give gateways the form 'injected'",
    ],
  ],
  istiosOwnGateways: [
    'MESH682',
    (gateways: readonly string[]) => [
      `Istio itself makes the pods of ${gateways.join(' and ')}, and gives them no socket of SPIRE's`,
      'give its Listeners a `gateway` whose pods serve, or choose another authority',
    ],
  ],
  ztunnel: [
    'MESH681',
    () => [
      'ztunnel gets certificates for its pods from istiod or another CA, not from SPIRE',
      'choose another authority, or leave ambient mode',
    ],
  ],
});
