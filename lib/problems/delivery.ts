import { catalogue } from '../kit/problems';

/** Writing manifests. MESH790-MESH799. */
export const DELIVERY = catalogue({
  foreignFile: [
    'MESH790',
    (name: string) => [
      `the folder holds ${name}, which is no manifest of ours and would be lost`,
      'name a folder of its own for the output',
    ],
  ],
});
