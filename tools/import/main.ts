// Remakes imports/ from pinned Go modules: `npm run import`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSIONS } from '../../lib/kit/versions';
import { writeClasses } from './classes';
import { forClasses, installed, isCrd, type Manifest, readManifests, withoutRepeats } from './crds';
import { goModule } from './modules';

const folder = join(__dirname, '../../imports');
const istioApi = goModule('istio.io/api', VERSIONS.istio);
const gatewayApi = goModule('sigs.k8s.io/gateway-api', VERSIONS.gatewayApi);
const argoCd = goModule('github.com/argoproj/argo-cd/v3', VERSIONS.argoCd);

const SOURCES: Readonly<Record<string, readonly Manifest[]>> = {
  istio: readManifests(join(istioApi, 'kubernetes/customresourcedefinitions.gen.yaml')),
  'gateway-api': readManifests(join(gatewayApi, 'config/crd/standard')),
  argocd: readManifests(join(argoCd, 'manifests/crds')).map(withoutRepeats),
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'crds'), { recursive: true });
for (const [name, objects] of Object.entries(SOURCES)) {
  writeFileSync(join(folder, 'crds', `${name}.json`), `${JSON.stringify(objects.map(installed), null, 1)}\n`);
  writeClasses(objects.filter(isCrd).map(forClasses), folder);
}
