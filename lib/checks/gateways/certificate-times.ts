import { durationSeconds } from '../../kit/formats/formats';
import { type Block, blockOf } from '../../kit/json';
import { ofKind } from '../../model/lookup';
import { groupKind } from '../../model/object';
import { EDGE } from '../../problems/mesh/edge';
import type { Rule } from '../rule';

/** Source: cert-manager pkg/apis/certmanager/v1/const.go, and ValidateDuration in internal/apis/certmanager/validation/certificate.go. */
const SHORTEST = 3600;
const LATEST = 300;
/** What a certificate is asked for where nobody says how long it is good. */
const USUAL = '2160h';

function faultsOf({ duration = USUAL, renewBefore }: Block): readonly string[] {
  const [lasts, before] = [duration, renewBefore ?? '5m'].map((text) => durationSeconds(String(text)));
  if (lasts === undefined) return [`lasts ${JSON.stringify(duration)}, which is no duration`];
  if (before === undefined) return [`is renewed ${JSON.stringify(renewBefore)} before its end, which is no duration`];
  return [
    ...(lasts < SHORTEST ? [`lasts ${duration}`] : []),
    ...(before < LATEST || before >= lasts ? [`lasts ${duration} and is renewed ${renewBefore} before its end`] : []),
  ].slice(0, 1);
}

export const certificatesAreRenewed: Rule = {
  name: 'certificates-are-renewed',
  codes: ['MESH477'],
  severity: 'error',
  about: 'a certificate that cert-manager is to get lasts as long as it takes, and is renewed in that time',
  reads: ['objects'],
  find: (mesh) =>
    ofKind(mesh, 'Certificate')
      .filter(({ object }) => groupKind(object) === 'cert-manager.io/Certificate')
      .flatMap(({ place, spec }) =>
        faultsOf(blockOf(spec)).map((why) => ({ place, at: ['spec'], problem: EDGE.mistimed(why) })),
      ),
};
