import { catalogue } from '../../kit/problems';

/** Reports, and what explains a line. MESH880-MESH888. */
export const REPORT = catalogue({
  noFile: [
    'MESH881',
    (known: readonly string[]) => [
      'no environment writes it',
      `name a file below dist/ of ${known.join(', ')}, or an object as <kind>/<namespace>/<name>`,
    ],
  ],
  noLine: ['MESH882', () => ['there is no such object, or no field on that line', 'name a line that has one']],
  whichOne: [
    'MESH883',
    () => [
      'one cluster has one environment',
      'name the environment that this context holds: report <environment> --context',
    ],
  ],
  noMessage: [
    'MESH885',
    () => ['no message has this code', 'take the code that stands before the place, such as MESH420 or IST0101'],
  ],
  noPage: ['MESH880', () => ['the package lacks the page of reports', 'install it again']],
});
