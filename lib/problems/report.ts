import { catalogue } from '../kit/problems';

/** Reports, and what explains a line. MESH880-MESH888. */
export const REPORT = catalogue({
  noPage: ['MESH880', () => ['the package lacks the page of reports', 'install it again']],
});
