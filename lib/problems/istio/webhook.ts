import { catalogue } from '../../kit/problems';

/** What istiod's webhook would refuse in a resource by itself, beyond its CRD. MESH345-MESH369; numbers that are missing are not given again. */
export const WEBHOOK = catalogue({
  regex: [
    'MESH347',
    (field: string, value: string) => [
      `${field} "${value}" is no regular expression of RE2`,
      'close all brackets, and look neither around nor back',
    ],
  ],
  portTwice: [
    'MESH359',
    (port: number) => [`port ${port} has two policies, of which one counts`, 'merge them into one'],
  ],
});
