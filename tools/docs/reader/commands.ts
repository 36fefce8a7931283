import { blocksOf, commandsOf, pages } from '../../../test/documents';

const ISTIOCTL = "needs Istio's own istioctl, and servers that its secret's address leads to; test:clusters runs it";
/** What is not run as it stands: why, and what is run instead. */
export const INSTEAD: Readonly<Record<string, readonly [why: string, instead?: string]>> = {
  'npm ci && npm run synth': ['packages are there, or this would not run; .ci/run begins with it', 'npm run synth'],
  'npm test': ['.ci/run runs it'],
  'npx cdk8s-istio apply demo': [
    'no node runs pods here; test:traffic -- applied waits for real ones',
    'npx cdk8s-istio apply demo --no-wait',
  ],
  'npx cdk8s-istio url demo': ['no pod to forward a port to', 'npx cdk8s-istio url demo --output json'],
  'kubectl -n istio-system port-forward service/istio-ingressgateway 8080:80': [
    'no pod to forward a port to',
    `test "$(kubectl -n istio-system get service istio-ingressgateway -o 'jsonpath={.spec.ports[?(@.port==80)].targetPort}')" = 8080`,
  ],
  'npm create cdk8s-istio my-mesh': [
    'needs the published package; test:package has the packed one',
    'rm -rf my-mesh && npx cdk8s-istio init my-mesh --yes',
  ],
  'cd my-mesh && npm install': ['needs the published package; test:package has the packed one'],
  'istioctl create-remote-secret --context west --name west | kubectl --context east apply -f -': [ISTIOCTL],
  'istioctl create-remote-secret --context east --name east | kubectl --context west apply -f -': [ISTIOCTL],
  'istioctl create-remote-secret --context west --name west --type config --namespace istiod-west --service-account istiod --create-service-account=false | kubectl --context east apply -f -':
    [ISTIOCTL],
  'istioctl create-remote-secret --context east --name east --namespace istiod-west | kubectl --context west apply -f -':
    [ISTIOCTL],
  "kubectl --context east -n istio-system get service istio-eastwestgateway -o jsonpath='{.status.loadBalancer.ingress[0]}'":
    ['no gateway is there before all is applied; test:clusters asks for it'],
  'npx cdk8s-istio report demo --context prod': [
    "the reader's own context",
    'npx cdk8s-istio report demo --context "$(kubectl config current-context)"',
  ],
  'npx cdk8s-istio report acme': ["the reader's own environment", 'npx cdk8s-istio report production'],
  'npx cdk8s-istio completion fish | source': ['no fish is here', 'npx cdk8s-istio completion fish'],
  'npx cdk8s-istio status demo': ['nothing is ready here, as it says', 'npx cdk8s-istio status demo; test $? = 1'],
  "kubectl -n argocd label secret <the cluster's Secret> cdk8s-istio/environment=acme": [
    'the reader fills it in',
    'kubectl -n argocd label secret acme cdk8s-istio/environment=acme',
  ],
  'helm upgrade argocd argo/argo-cd --reuse-values -f dist/argocd/health/argo-cd.values': [
    "needs Argo CD's chart; lib/delivery/argocd/argocd.test.ts holds that the values are those of the patch",
  ],
};

/** Pages whose way begins in a cluster that others installed. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'docs/guides/leave-helm.md':
    'lib/command/cluster-tests/leave-helm.cluster.ts goes that way, from what istioctl and Helm leave',
};

/** The commands of a page, in its order. */
export const commandsOn = (page: string): readonly string[] => blocksOf(page).flatMap(commandsOf);

export const PAGES: readonly string[] = [...pages.keys()].filter(
  (page) => !(page in ELSEWHERE) && commandsOn(page).length > 0,
);
