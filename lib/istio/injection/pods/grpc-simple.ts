import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { VERSIONS } from '../../../kit/versions';
import type { IstioProps } from '../../props';
import { fromField } from '../../proxy/env';
import { pod } from '../template/functions';
import type { PodInput } from '../template/input';
import { each, type Node } from '../template/tree';

const VOLUME = 'grpc-io-proxyless-bootstrap';
const FOLDER = '/var/lib/grpc/data/';
const FILE = `${FOLDER}bootstrap.json`;

/** Writes the bootstrap file of a gRPC client that asks istiod in clear text; the shell fills in who the pod is. */
const SCRIPT = [
  'NODE_ID="sidecar~${INSTANCE_IP}~${POD_NAME}.${POD_NAMESPACE}~cluster.local"',
  'SERVER_URI="dns:///istiod.${ISTIO_NAMESPACE}.svc:15010"',
  "echo '",
  '{',
  '  "xds_servers": [',
  '    {',
  `      "server_uri": "'\${SERVER_URI}'",`,
  '      "channel_creds": [{"type": "insecure"}],',
  '      "server_features" : ["xds_v3"]',
  '    }',
  '  ],',
  '  "node": {',
  `    "id": "'\${NODE_ID}'",`,
  '    "metadata": {',
  '      "GENERATOR": "grpc"',
  '    }',
  '  }',
  `}' > ${FILE}`,
].join('\n');

/** The template of pods whose gRPC client speaks xDS, without any agent: for tests, as nothing is encrypted. Istio: files/grpc-simple.yaml. */
export const grpcSimple = (istio: IstioProps): Node<IPodTemplateSpec> => ({
  metadata: { annotations: { 'sidecar.istio.io/rewriteAppHTTPProbers': 'false' } },
  spec: {
    initContainers: [
      {
        name: 'grpc-bootstrap-init',
        image: `busybox:${VERSIONS.busybox}`,
        volumeMounts: [{ mountPath: FOLDER, name: VOLUME }],
        env: [
          fromField('INSTANCE_IP', 'status.podIP'),
          fromField('POD_NAME', 'metadata.name'),
          fromField('POD_NAMESPACE', 'metadata.namespace'),
          { name: 'ISTIO_NAMESPACE', value: `${istio.namespace}\n` },
        ],
        command: ['sh', '-c', SCRIPT],
      },
    ],
    containers: [
      each<PodInput['Spec']['Containers'][number], IContainer>(pod('Spec.Containers'), 'app', (app) => ({
        name: app.part('Name'),
        env: [
          { name: 'GRPC_XDS_BOOTSTRAP', value: FILE },
          { name: 'GRPC_GO_LOG_VERBOSITY_LEVEL', value: '99' },
          { name: 'GRPC_GO_LOG_SEVERITY_LEVEL', value: 'info' },
        ],
        volumeMounts: [{ mountPath: FOLDER, name: VOLUME }],
      })),
    ],
    volumes: [{ name: VOLUME, emptyDir: {} }],
  },
});
