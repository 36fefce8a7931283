import { Construct } from 'constructs';
import * as istio from '../../../imports/networking.istio.io';
import { filled } from '../../kit/defined';
import { mustFit } from '../must-fit';
import { type MetadataProps, metadataOf, resource } from '../resource';
import { selectorOf, type Workload } from '../security/workloads';
import type { Labels } from '../services/handles';
import { MeshNamespace } from '../services/namespace';

export interface ProxyConfigProps extends MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** @default - all pods of the namespace, or of the whole mesh in the control plane's namespace */
  readonly workload?: Workload;
  /** Worker threads of Envoy; 0: one for each core. @default - by the CPU limit */
  readonly concurrency?: number;
  /** Environment of the proxy container. */
  readonly env?: Labels;
  readonly imageType?: 'default' | 'debug' | 'distroless';
}

/** What proxies start with; pods that run already keep theirs. Source: istio.io/api networking/v1beta1 proxy_config.proto. */
export class ProxyConfig extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** @throws MESH400, MESH401 for pods that it cannot select */
  constructor(scope: Construct, id: string, props: ProxyConfigProps) {
    super(scope, id);
    mustFit(this, 'ProxyConfigProps', props);
    const { workload, concurrency, env, imageType } = props;
    this.name = props.name ?? id;
    this.namespace = MeshNamespace.of(this).name;
    resource(this, istio.ProxyConfig, metadataOf(this, props), {
      selector: selectorOf(this, workload),
      concurrency,
      environmentVariables: env && filled({ ...env }),
      image: imageType && { imageType },
    });
  }
}
