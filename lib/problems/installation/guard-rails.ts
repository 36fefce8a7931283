import { catalogue } from '../../kit/problems';

/** Guard rails of production environments. MESH650-MESH659. */
export const GUARD_RAILS = catalogue({
  left: [
    'MESH650',
    (rail: string, found: string) => [
      `not for production: ${found}`,
      `change it, or waive it with the reason in guardRails.waived.${rail}`,
    ],
  ],
  noReason: [
    'MESH651',
    (rail: string, found: string) => [
      `guardRails.waived.${rail} gives no reason, while ${found}`,
      'write why in a few words: they stay in the output',
    ],
  ],
  needless: [
    'MESH652',
    (rail: string) => [`guardRails.waived.${rail} waives what is not done`, 'remove it, so that the rail holds again'],
  ],
});
