import { Construct } from 'constructs';
import * as istio from '../../../imports/security.istio.io';
import { filled } from '../../kit/defined';
import { refuse } from '../../kit/problems';
import { MESH } from '../../problems/mesh/mesh';
import { mustFit } from '../must-fit';
import { type MetadataProps, metadataOf, resource } from '../resource';
import { mustBeOf, type PortHandle } from '../services/handles';
import { MeshNamespace } from '../services/namespace';
import { selectorOf, serviceOfTarget, type Workload } from './workloads';

/** `STRICT`: mTLS alone; `PERMISSIVE`: plaintext, too; `DISABLE`: plaintext alone; `UNSET`: as the wider policy says. */
export const MTLS_MODES = ['STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET'] as const;
export type MtlsMode = (typeof MTLS_MODES)[number];

export interface PeerAuthenticationProps extends MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  readonly mode: MtlsMode;
  /** @default - all pods of the namespace, or of the whole mesh in the control plane's namespace */
  readonly workload?: Workload;
  /** What single ports of the workload take in place of `mode`. */
  readonly ports?: readonly { readonly port: PortHandle; readonly mode: MtlsMode }[];
}

/**
 * What pods accept from others: mutual TLS, plaintext, or both.
 * Source: istio.io/api security/v1beta1 peer_authentication.proto.
 */
export class PeerAuthentication extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** Synth reports IST0106 for ports without a workload, MESH943 for plaintext alone in an ambient namespace. @throws MESH400, MESH401 for pods that it cannot select, MESH367, MESH368 for ports of others, or one twice */
  constructor(scope: Construct, id: string, props: PeerAuthenticationProps) {
    super(scope, id);
    mustFit(this, 'PeerAuthenticationProps', props);
    const { mode, workload, ports = [] } = props;
    this.name = props.name ?? id;
    this.namespace = MeshNamespace.of(this).name;
    const service = serviceOfTarget(workload);
    if (service !== undefined)
      mustBeOf(
        this,
        service,
        ports.map(({ port }) => port),
      );
    const numbers = ports.map(({ port: { port } }) => String(port.targetPort ?? port.port));
    const twice = numbers.find((number, i) => numbers.indexOf(number) !== i);
    if (twice !== undefined) refuse(this, MESH.portModes(twice));
    resource(this, istio.PeerAuthentication, metadataOf(this, props), {
      selector: selectorOf(this, workload),
      mtls: { mode },
      // Istio wants the port of the pod here, not that of the Service.
      portLevelMtls: filled(
        Object.fromEntries(
          ports.map((one) => [String(one.port.port.targetPort ?? one.port.port.port), { mode: one.mode }]),
        ),
      ),
    });
  }
}
