/** Where the program that runs a synth leaves its check of types, which goes on meanwhile. */
const TYPES = Symbol.for('cdk8s-istio.types');

/** Waits for the check of types, and gives what is wrong; nothing where the program is run without one. */
export function typeErrors(): readonly string[] {
  const check: unknown = (globalThis as Readonly<Record<symbol, unknown>>)[TYPES];
  const found: unknown = typeof check === 'function' ? check() : [];
  return Array.isArray(found) ? found.map(String) : [];
}
