import { readFileSync } from 'node:fs';
import { checkFiles } from '../../lib/files/check';
import { readSources } from '../../lib/files/sources';
import { meshConfigNote } from '../../lib/files/surroundings';
import { type Case, cases, type Said } from './cases';

// npm run test:analyzers: does `check` say of the inputs of Istio's own analyzers what these must say of them, and nothing else?
// Not built: the inputs are read where Go keeps Istio's module.

/** What only a running cluster, another version or an upgrade knows. */
const NOT_HERE =
  'IST0001 IST0103 IST0126 IST0136 IST0141 IST0142 IST0143 IST0147 IST0156 IST0158 IST0161 IST0168 IST0169 IST0171 IST0172 IST0176'.split(
    ' ',
  );

/** Which missing things are the subject of an analyzer, where several have one code. */
const SUBJECTS: Readonly<Record<string, RegExp>> = {
  'virtualservice.DestinationHostAnalyzer': /no (host|port)/,
  'virtualservice.DestinationRuleAnalyzer': /no subset/,
  'virtualservice.GatewayAnalyzer': /no Gateway/,
};

/**
 * What says more than another code of the same object: a route without a way in has no wrong host, a dead rule no dead match, and logs that
 * are filtered for nobody no provider.
 */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  IST0131: ['IST0130'],
  IST0132: ['IST0101'],
  IST0157: ['MESH949'],
};

/** Where we differ, and why. */
const REFUSED = 'the API server refuses the input (IST0106), and what such objects relate to is not judged';
const DIFFERENCES: Readonly<Record<string, string>> = {
  'virtualServiceDestinationHosts: missed IST0101 VirtualService default/reviews-bogushost': REFUSED,
  'virtualServiceDestinationHosts: missed IST0112 VirtualService default/reviews-2port-missing': REFUSED,
  'serviceMultipleDeployments: missed IST0116 Deployment bookinfo/multiple-svc-multiple-prot': REFUSED,
  'serviceMultipleDeployments: missed IST0116 Deployment bookinfo/multiple-without-port': REFUSED,
  'serviceMultipleDeployments: missed IST0137 Deployment bookinfo/conflicting-ports': REFUSED,
  'EnvoyFilterUsesRemoveOperation: missed IST0151 EnvoyFilter bookinfo/test-remove-5': REFUSED,
  'dupmatches: also IST0131 VirtualService default/uri-with-prefix-exact': 'the prefix / takes the exact path / too',
  'dupmatches: also IST0130 VirtualService default/overlapping-in-two-matches':
    'the one match of the rule takes nothing, so the rule is dead as a whole',
};

interface Ours extends Said {
  readonly fact: string;
}

const isSaidFor = (codes: ReadonlySet<string>, code: string): boolean =>
  codes.has(code) || (code.startsWith('MESH') && [...codes].some((one) => IMPLIED[one]?.includes(code)));

/** Ours, of the codes that an analyzer can say, or that say more than one of these. */
function ours({ files, meshConfig, analyzer }: Case, codes: ReadonlySet<string>): readonly Ours[] {
  const { objects } = readSources(files, () => '');
  const note = meshConfig === undefined ? {} : { meshConfig: meshConfigNote(readFileSync(meshConfig, 'utf8')) };
  const subject = SUBJECTS[analyzer] ?? /./;
  return checkFiles(objects, note).flatMap(({ problem: { code, fact }, object }) =>
    isSaidFor(codes, code) && (code !== 'IST0101' || subject.test(fact)) ? [{ code, object, fact }] : [],
  );
}

/** Kinds and names; a namespace that a file does not name is `default`. */
const named = ({ object }: Said): string => object.replace(/ (?=[^/]+$)/, ' default/');
const spelt = (said: Said): string => `${said.code} ${named(said)}`;

/** Of two objects that contradict each other, one is told, and the other named. */
const names = (said: Ours, { code, object }: Said): boolean =>
  said.code === code && said.fact.includes(object.replace(/^\w+ (?:default\/)?/, '').replace(/^(?!.*\/)/, '/'));

const all = cases();
const codesOf = (analyzer: string): ReadonlySet<string> =>
  new Set(all.filter((one) => one.analyzer === analyzer).flatMap(({ expected }) => expected.map(({ code }) => code)));
const isHere = ({ expected, analyzer }: Case): boolean => {
  const codes = expected.length > 0 ? expected.map(({ code }) => code) : [...codesOf(analyzer)];
  return codes.length === 0 || codes.some((code) => !NOT_HERE.includes(code));
};

const applicable = all.filter(isHere);
const differences = applicable.flatMap((one) => {
  const codes = new Set([...codesOf(one.analyzer)].filter((code) => !NOT_HERE.includes(code)));
  const [wanted, found] = [one.expected.filter(({ code }) => codes.has(code)), ours(one, codes)];
  const isSaid = (said: Said) =>
    found.some(
      (own) =>
        names(own, said) ||
        (named(own) === named(said) && [said.code, ...(IMPLIED[said.code] ?? [])].includes(own.code)),
    );
  const missed = wanted.filter((said) => !isSaid(said)).map((said) => `missed ${spelt(said)}`);
  const also = found.filter(
    (own) =>
      !wanted.some(
        (said) =>
          spelt(said) === spelt(own) ||
          (own.code.startsWith('MESH') && named(said) === named(own) && IMPLIED[said.code]?.includes(own.code)),
      ),
  );
  return [...new Set([...missed, ...also.map((own) => `also ${spelt(own)}`)])].map((line) => ({
    one,
    line: `${one.name}: ${line}`,
  }));
});
const lines = differences.map(({ line }) => line);
const unknown = lines.filter((line) => !(line in DIFFERENCES));
const gone = Object.keys(DIFFERENCES).filter((line) => !lines.includes(line));
for (const line of unknown) console.log(line);
for (const line of gone) console.log(`no difference any more: ${line}`);
const right = applicable.length - new Set(differences.map(({ one }) => one)).size;
console.log(`${right} of ${applicable.length} cases as Istio's analyzers; ${lines.length} known differences`);
if (unknown.length + gone.length > 0) process.exitCode = 1;
