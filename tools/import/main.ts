// Remakes imports/ from pinned Go modules: `npm run import`.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RELEASE } from '../../lib/istio/parts/labels';
import { RELEASES } from '../../lib/istio/versions/releases';
import { VERSIONS } from '../../lib/kit/versions';
import { writeClasses } from './classes';
import { forClasses, isCrd, type Manifest, readManifests, sorted, withoutRepeats } from './crds';
import { crdFile, guardFile, installed, withoutProse } from './installed';
import { metadataConstant, metadataNames } from './metadata';
import { goModule } from './modules';
import { protoSchema } from './proto-schema';
import { compileProtos, writeProtoTypes } from './protos';
import { rulesModule, rulesOf } from './rules';
import { since } from './since';

const root = join(__dirname, '../..');
// Made aside and swapped in when all of it is there: a failure leaves imports/ as it was.
const folder = join(root, 'build/imports');
/** What the control planes of each minor know, and at last what the newest API does, of which everything else is made. */
const apis = [...new Set([...RELEASES.map(({ api }) => api), VERSIONS.istioApi])].map((version, _i, all) => ({
  minor: version.split('.', 2).join('.'),
  folder: goModule('istio.io/api', version, all),
}));
const istioApi = apis.at(-1)?.folder ?? '';
const gatewayApi = goModule('sigs.k8s.io/gateway-api', VERSIONS.gatewayApi);
const argoCd = goModule('github.com/argoproj/argo-cd/v3', VERSIONS.argoCd);
const kustomizeController = goModule('github.com/fluxcd/kustomize-controller', VERSIONS.fluxKustomize);
const sourceController = goModule('github.com/fluxcd/source-controller', VERSIONS.fluxSource);

const writeJson = (file: string, value: unknown): void =>
  writeFileSync(join(folder, file), `${JSON.stringify(value, null, 1)}\n`);

const CRDS = 'kubernetes/customresourcedefinitions.gen.yaml';
const SOURCES: Readonly<Record<string, readonly Manifest[]>> = {
  istio: readManifests(join(istioApi, CRDS)),
  'gateway-api': readManifests(join(gatewayApi, 'config/crd/standard')),
  argocd: readManifests(join(argoCd, 'manifests/crds')).map(withoutRepeats),
  flux: readManifests(
    join(kustomizeController, 'config/crd/bases'),
    join(sourceController, 'config/crd/bases/source.toolkit.fluxcd.io_gitrepositories.yaml'),
  ),
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'crds'), { recursive: true });
for (const [name, objects] of Object.entries(SOURCES)) {
  // What synth checks against; two thirds of the bytes of a CRD are its prose.
  writeJson(`crds/${name}.json`, objects.filter(isCrd).map(installed()).map(withoutProse).map(sorted));
  writeClasses(objects.filter(isCrd).map(forClasses), folder);
}
// As they are written into dist/crds/: to print all that takes longer than to synthesize an environment.
writeJson('crds/files.json', {
  istio: crdFile(SOURCES['istio'] ?? [], { [RELEASE]: VERSIONS.istioApi }),
  gatewayApi: crdFile(SOURCES['gateway-api'] ?? []),
  gatewayApiGuard: guardFile(SOURCES['gateway-api'] ?? []),
});
writeFileSync(join(folder, 'crds/rules.ts'), rulesModule(rulesOf(Object.values(SOURCES))));

for (const list of ['annotations', 'labels'] as const) {
  const source = join(istioApi, list.slice(0, -1), `${list}.yaml`);
  writeFileSync(join(folder, `${list}.ts`), metadataConstant(source, list));
}

const meshProtos = (api: string) =>
  compileProtos(['mesh/v1alpha1/config.proto', 'mesh/v1alpha1/network.proto'], [api, join(api, 'common-protos')]);
const meshSchema = (protos: ReturnType<typeof meshProtos>) =>
  protoSchema(protos, ['istio.mesh.v1alpha1.MeshConfig', 'istio.mesh.v1alpha1.MeshNetworks']);

const protos = meshProtos(istioApi);
writeProtoTypes(protos, join(folder, 'proto'));
writeJson('proto/mesh-schema.json', meshSchema(protos));
writeJson(
  'since.json',
  since(
    apis.map(({ minor, folder: api }) => ({
      minor,
      crds: readManifests(join(api, CRDS)).filter(isCrd),
      mesh: meshSchema(meshProtos(api)),
      annotations: metadataNames(join(api, 'annotation/annotations.yaml'), 'annotations'),
    })),
  ),
);

rmSync(join(root, 'imports'), { recursive: true, force: true });
renameSync(folder, join(root, 'imports'));
