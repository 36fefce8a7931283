import { injectionRows } from './injection';
import type { Row } from './row';

// npm run bench; ISTIOCTL names an istioctl of the same version, for the official numbers.
const rows: readonly Row[] = injectionRows(process.env['ISTIOCTL']);

const number = (value: number | undefined, unit: Row['unit']): string =>
  value === undefined ? '-' : unit === 'bytes' ? Math.round(value).toLocaleString('en') : value.toFixed(2);

console.log(`${'what'.padEnd(36)} ${'ours'.padStart(10)} ${'official'.padStart(10)}`);
for (const { what, unit, ours, official } of rows)
  console.log(`${what.padEnd(36)} ${number(ours, unit).padStart(10)} ${number(official, unit).padStart(10)} ${unit}`);
