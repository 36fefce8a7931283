import { Construct } from 'constructs';
import * as istio from '../../../imports/extensions.istio.io';
import { mustFit } from '../must-fit';
import { type MetadataProps, metadataOf, resource } from '../resource';
import { appliesTo, type PolicyTarget } from '../security/workloads';
import { MeshNamespace } from '../services/namespace';
import { type ExtensionMatch, istioExtensionMatch, istioModule, type Phase, type WasmModule } from './wasm';

/** A few lines of Lua with `envoy_on_request` or `envoy_on_response`, or a Wasm module. */
type Extension =
  | { readonly lua: string; readonly wasm?: undefined }
  | { readonly lua?: undefined; readonly wasm: WasmModule };

export type TrafficExtensionProps = Extension & TrafficExtensionSettings;

interface TrafficExtensionSettings extends MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** @default - all pods of the namespace, or of the whole mesh in the control plane's namespace */
  readonly workload?: PolicyTarget;
  /** Traffic that it sees. @default - all */
  readonly match?: readonly ExtensionMatch[];
  readonly phase?: Phase;
  /** Order among the extensions of one phase, highest first. */
  readonly priority?: number;
}

/** A few lines of Lua, or a Wasm module, in the proxy. Source: istio.io/api extensions/v1alpha1 traffic_extension.proto. */
export class TrafficExtension extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** Synth warns of MESH458, a module that anybody could swap. @throws MESH400, MESH401 */
  constructor(scope: Construct, id: string, props: TrafficExtensionProps) {
    super(scope, id);
    mustFit(this, 'TrafficExtensionProps', props);
    const { name = id, workload, lua, wasm, match, phase, priority } = props;
    this.name = name;
    this.namespace = MeshNamespace.of(this).name;
    resource(this, istio.TrafficExtension, metadataOf(this, props), {
      ...appliesTo(this, workload),
      lua: lua === undefined ? undefined : { inlineCode: lua },
      wasm: wasm && istioModule(wasm),
      match: istioExtensionMatch(match),
      phase,
      priority,
    });
  }
}
