import { Construct } from 'constructs';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { manifest } from '../../kit/manifest';
import { oncePerSynth } from '../../kit/once-per-object';
import { printYaml } from '../../kit/yaml';
import { fullMeshConfig } from '../full-mesh-config';
import { injectorConfig, injectorValues } from '../injection';
import { istioLabels } from '../parts/labels';
import type { IstioProps, StringMap } from '../props';
import type { Revision } from '../revisions/revision';
import { meshConfig, meshNetworks } from './mesh-config';

/** Texts of the injector's configuration, which clusters of a fleet have in common. */
const texts = oncePerSynth(() => new Map<string, string>());

/** What istiod reads while it runs: the mesh (`istio`) and how to inject a pod (`istio-sidecar-injector`). */
export class IstiodConfigMaps extends Construct {
  constructor(scope: Construct, id: string, revision: Revision, istio: IstioProps) {
    super(scope, id);
    const configMap = (name: string, data: StringMap, labels: StringMap = {}) =>
      manifest<IConfigMap>(this, name, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name,
          namespace: revision.namespace,
          labels: istioLabels('istiod', { 'istio.io/rev': revision.name, ...labels }),
        },
        data,
      });
    const data = {
      mesh: meshConfig(this, fullMeshConfig(revision, istio), istio.version),
      meshNetworks: meshNetworks(this, istio.meshNetworks ?? {}).trimEnd(),
    };
    if (istio.meshConfigMap !== 'present') configMap(revision.of('istio'), data);
    configMap(revision.of('istio-sidecar-injector'), {
      config: injectorConfig(istio, texts(this)),
      values: injectorValues(istio),
    });
    for (const [name, defaults] of Object.entries(istio.gatewayClasses ?? {}))
      configMap(
        `istio-${revision.name}-gatewayclass-${name}`,
        Object.fromEntries(Object.entries(defaults).map(([kind, overlay]) => [kind, printYaml(overlay)])),
        { 'gateway.istio.io/defaults-for-class': name },
      );
  }
}
