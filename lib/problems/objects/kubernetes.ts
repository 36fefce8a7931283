import { catalogue } from '../../kit/problems';

/** Objects of Kubernetes itself, and changes to written objects. MESH900-MESH919. */
export const KUBERNETES = catalogue({
  invalid: ['MESH900', (path: string, fact: string, remedy: string) => [`${path} ${fact}`.trimStart(), remedy]],
  metricless: [
    'MESH901',
    (field: string) => [
      `${field}.autoscaling names neither cpu nor memory, so nothing would ever scale`,
      'give one of them in percent of the request',
    ],
  ],
  utilization: [
    'MESH902',
    (field: string, value: number) => [
      `${field} is ${value}`,
      'give a whole number of percent of the request, at least 1; more than 100 is the use beyond the request',
    ],
  ],
  recreateRolling: [
    'MESH903',
    (field: string) => [
      `${field} has both recreate and rollingUpdate`,
      'keep one of them (recreate: null or rollingUpdate: null in an override)',
    ],
  ],
});
