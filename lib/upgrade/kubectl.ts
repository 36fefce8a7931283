/** Lines of `namespace/pod` for the pods whose proxy was injected by a revision. istiod writes its name into each pod. */
const injectedBy = (revision: string): string =>
  `-o jsonpath='{range .items[?(@.metadata.annotations.istio\\.io/rev=="${revision}")]}{.metadata.namespace}/{.metadata.name}{"\\n"}{end}'`;

/** Waits until a rollout is done: `namespace/kind/name`. */
export function rolledOut(workload: string): string {
  const [namespace, kind, name] = workload.split('/');
  return `kubectl -n ${namespace} rollout status ${kind}/${name} --timeout=10m`;
}

/** Whether no pod of the namespaces with a label is still a revision's. An error of kubectl is no yes. */
export const leftBy = (namespaces: string, revision: string): string =>
  `names=$(kubectl get namespaces -l ${namespaces} -o jsonpath='{.items[*].metadata.name}') && ` +
  `pods=$(for name in $names; do kubectl -n "$name" get pods ${injectedBy(revision)} || echo unknown; done) && ` +
  `test -z "$pods" || { echo "still on ${revision}: $pods"; false; }`;

/** Whether no pod of the cluster is still a revision's. */
export const leftByAll = (revision: string): string =>
  `pods=$(kubectl get pods --all-namespaces ${injectedBy(revision)}) && ` +
  `test -z "$pods" || { echo "still on ${revision}: $pods"; false; }`;

/** Restarts every workload of the namespaces with a label. */
export const restarted = (namespaces: string): string =>
  `for name in $(kubectl get namespaces -l ${namespaces} -o jsonpath='{.items[*].metadata.name}'); do ` +
  `for kind in deployment statefulset daemonset; do kubectl -n "$name" rollout restart $kind; done; done`;
