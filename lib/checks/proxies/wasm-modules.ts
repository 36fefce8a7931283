import type { Mesh } from '../../model/mesh';
import { EXTENSION } from '../../problems/mesh/extension';
import type { Rule } from '../rule';

/** Its code is on the proxy's own disk, or the address or a checksum says which code it is. */
const isFixed = ({
  url = '',
  sha256 = '',
}: {
  readonly url?: string | undefined;
  readonly sha256?: string | undefined;
}) => url.startsWith('file://') || url.includes('@sha256:') || sha256 !== '';

export const wasmModulesAreFixed: Rule = {
  name: 'wasm-modules-are-fixed',
  codes: ['MESH458'],
  severity: 'warning',
  about: 'a Wasm module that is fetched has a digest, so that nobody can swap the code',
  reads: ['WasmPlugin', 'TrafficExtension'],
  find: ({ WasmPlugin, TrafficExtension }: Mesh) =>
    [
      ...WasmPlugin.map(({ place, spec }) => ({ place, module: spec })),
      ...TrafficExtension.flatMap(({ place, spec: { wasm } }) => (wasm ? [{ place, module: wasm }] : [])),
    ]
      .filter(({ module }) => !isFixed(module))
      .map(({ place, module }) => ({ place, at: [module, 'url'], problem: EXTENSION.checksum(module.url ?? '') })),
};
