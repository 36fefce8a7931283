import { ROWS } from '../../../test/validation';
import { verdicts } from './istiod';

// npm run test:validation: is every row of docs/validation.md what istiod itself says?

/** istiod says this of every EnvoyFilter. */
const OF_ALL = /EnvoyFilter exposes internal implementation details.*?especially around upgrades\./;

function rows(): readonly string[] {
  const said = verdicts(ROWS.flatMap(({ wrong, right }) => [wrong, right]));
  return ROWS.flatMap(({ kind, of, rule, code, warns }, i) => {
    const [wrong = {}, right = {}] = said.slice(2 * i);
    const warned = (text = '') => text.replace(OF_ALL, '').trim() !== '';
    // The API server refuses what its schema does not take before istiod is asked.
    const holds = warns ? warned(wrong.warned) : wrong.refused !== undefined || code === 'IST0106';
    const why = [
      ...(holds ? [] : [`istiod does not ${warns ? 'warn of' : 'refuse'} the wrong one`]),
      ...(right.refused === undefined ? [] : [`istiod refuses the right one: ${right.refused}`]),
      ...(warns && warned(right.warned) ? [`istiod warns of the right one: ${right.warned}`] : []),
    ];
    return why.map((one) => `${kind}, ${of}: ${rule}: ${one}`);
  });
}

const found = rows();
for (const line of found) console.log(line);
console.log(`${ROWS.length} rows of docs/validation.md, ${found.length} of which istiod says otherwise`);
if (found.length > 0) process.exitCode = 1;
