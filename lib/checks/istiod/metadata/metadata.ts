import { RULED } from '../../../problems/istio/istiod-policies';
import type { Rule } from '../../rule';

const INTERNAL = ['parents', 'parent-namespace', 'webhook-always-reject'].map((name) => `internal.istio.io/${name}`);
const TRIED_OUT = 'istio.io/dry-run';
/** Groups that istiod's webhook is asked about. */
const ISTIO = /^(networking|security|telemetry|extensions)\.istio\.io\//;

export const annotationsAreTheirs: Rule = {
  name: 'annotations-are-theirs',
  codes: ['MESH467'],
  severity: 'error',
  about: 'no resource of Istio has annotations that istiod keeps for itself, or for another kind',
  reads: ['objects'],
  find: ({ objects }) =>
    objects
      .filter(({ object }) => ISTIO.test(object.apiVersion))
      .flatMap(({ place, annotations, object: { kind } }) =>
        Object.keys(annotations)
          .filter((key) => INTERNAL.includes(key) || (key === TRIED_OUT && kind !== 'AuthorizationPolicy'))
          .map((key) => ({ place, problem: RULED.annotation(key, kind) })),
      ),
};
