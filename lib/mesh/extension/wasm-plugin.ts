import { Construct } from 'constructs';
import * as istio from '../../../imports/extensions.istio.io';
import { mustFit } from '../must-fit';
import { type MetadataProps, metadataOf, resource } from '../resource';
import { appliesTo, type PolicyTarget } from '../security/workloads';
import { MeshNamespace } from '../services/namespace';
import { type ExtensionMatch, istioExtensionMatch, istioModule, type Phase, type WasmModule } from './wasm';

export interface WasmPluginProps extends WasmModule, MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** @default - all pods of the namespace, or of the whole mesh in the control plane's namespace */
  readonly workload?: PolicyTarget;
  /** Traffic that the module sees. @default - all */
  readonly match?: readonly ExtensionMatch[];
  readonly phase?: Phase;
  /** Order among the plug-ins of one phase, highest first. */
  readonly priority?: number;
}

/** Code of one's own in the proxy. Source: istio.io/api extensions/v1alpha1 wasm.proto. */
export class WasmPlugin extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** Synth warns of MESH458, a module that anybody could swap. @throws MESH400, MESH401 for pods that it cannot select */
  constructor(scope: Construct, id: string, props: WasmPluginProps) {
    super(scope, id);
    mustFit(this, 'WasmPluginProps', props);
    const { name = id, workload, match, phase, priority, labels: _, annotations: __, ...module } = props;
    this.name = name;
    this.namespace = MeshNamespace.of(this).name;
    resource(this, istio.WasmPlugin, metadataOf(this, props), {
      ...appliesTo(this, workload),
      ...istioModule(module),
      match: istioExtensionMatch(match),
      phase,
      priority,
    });
  }
}
