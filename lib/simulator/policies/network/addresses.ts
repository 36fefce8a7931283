/** An IPv4 or IPv6 address as one number, and how many bits it has. */
function numberOf(address: string): { readonly value: bigint; readonly bits: number } | undefined {
  if (/^\d+(\.\d+){3}$/.test(address))
    return { value: address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n), bits: 32 };
  if (!/^[0-9a-f:]+$/i.test(address)) return undefined;
  const [head = '', tail] = address.split('::');
  const words = (text: string) => (text === '' ? [] : text.split(':'));
  const [before, after] = [words(head), words(tail ?? '')];
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0');
  const all = [...before, ...zeros, ...after];
  return { value: all.reduce((sum, word) => sum * 65536n + BigInt(`0x${word}`), 0n), bits: 128 };
}

/** An address is one of a block, `10.0.0.0/8`, or is the one that stands there alone. */
export function isWithin(address: string | undefined, block: string): boolean {
  if (address === undefined) return false;
  const [base = '', length] = block.split('/');
  const [one, other] = [numberOf(address), numberOf(base)];
  if (one === undefined || other === undefined || one.bits !== other.bits) return false;
  const rest = BigInt(one.bits - (length === undefined ? one.bits : Number(length)));
  return one.value >> rest === other.value >> rest;
}
