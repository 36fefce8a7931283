/** Kubernetes' resource quantity: `100m`, `128Mi`, `1.5`, `2e3`. */
export const isQuantity = (text: string): boolean =>
  /^[+-]?(\d+(\.\d*)?|\.\d+)(m|k|M|G|T|P|E|n|u|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?$/.test(text);

const DECIMAL = 'num kMGTPE';
const BINARY = ' KMGTPE';

/** How much a quantity is, in one unit. */
export function quantity(text: string): number {
  const [, number = '0', unit = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)(\D*)$/.exec(text) ?? [];
  const factor = unit.endsWith('i')
    ? 1024 ** BINARY.indexOf(unit.charAt(0))
    : 1000 ** (DECIMAL.indexOf(unit || ' ') - 3);
  return Number(number) * factor;
}
