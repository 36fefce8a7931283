import { catalogue } from '../../kit/problems';

/** What `import` cannot take over. MESH877-MESH879, MESH899, MESH985-MESH999. */
export const IMPORT = catalogue({
  noValue: [
    'MESH985',
    (path: string, chart: string, meant: string | undefined) => [
      `${path} is no value of ${chart}`,
      meant === undefined ? 'nothing was lost; remove it' : `nothing was lost; was ${meant} meant?`,
    ],
  ],
  left: ['MESH986', (path: string, why: string, remedy: string) => [`${path} was left out: ${why}`, remedy]],
  kind: [
    'MESH987',
    (path: string, found: string, wanted: string) => [
      `${path} was left out: ${found} is not ${wanted}`,
      'correct it and import again, or set the prop by hand',
    ],
  ],
  setting: ['MESH988', () => ['it names no value', 'write <path>=<value>, such as --set values.global.network=west']],
  whichChart: [
    'MESH989',
    (charts: readonly string[]) => [
      `whose values these are cannot be told${charts.length === 0 ? '' : `: ${charts.join(', ')} have some of them`}`,
      'name the chart: istiod=values.yaml, cni=..., ztunnel=..., base=..., gateway/<namespace>/<name>=...',
    ],
  ],
  several: [
    'MESH990',
    () => ['there are several IstioOperators in one file', 'give each a file of its own; istioctl takes one, too'],
  ],
  noInput: [
    'MESH991',
    (found: string) => [
      `it is ${found}`,
      "give an IstioOperator, values of Istio's charts, or a folder with resources",
    ],
  ],
  profile: [
    'MESH992',
    (name: string, known: readonly string[]) => [
      `${JSON.stringify(name)} is not known here`,
      `choose one of ${known.join(', ')}`,
    ],
  ],
  overlay: [
    'MESH993',
    (object: string, path: string, reason: string) => [
      `the overlay of ${object} at ${path} was left out: ${reason}`,
      'look at the object in dist/ and write the change into patches',
    ],
  ],
  noObject: [
    'MESH994',
    (object: string) => [
      `${object} is not written, so what was said of it was left out`,
      'istioctl leaves it out without a word, too: remove it',
    ],
  ],
  namespaces: [
    'MESH995',
    (pilot: string, others: string) => [
      `istiod is installed in ${pilot}, but global.istioNamespace is ${others}: the charts would write its ServiceAccounts, Roles and validation for ${others}, where its pods and the address in its gateways find none of it`,
      `all of it is in ${pilot} here; say the same namespace in both`,
    ],
  ],
  minor: [
    'MESH996',
    (tag: string, minors: readonly string[]) => [
      `tag ${tag} was left out: its images do not know all that is written for Istio ${minors.at(-1)}`,
      `upgrade to Istio ${minors.join(' or ')}; behavesLike() keeps what changed since`,
    ],
  ],
  variable: [
    'MESH998',
    (name: string, version: string) => [
      `the variable ${name} was left out: istiod ${version} does not read it`,
      'nothing was lost; for an istiod of your own give it in envFrom',
    ],
  ],
  off: [
    'MESH997',
    (path: string, component: string) => [
      `${path} has no effect, because ${component} is not installed`,
      `remove it, or switch components.${component} on`,
    ],
  ],
  twice: [
    'MESH999',
    (object: string, place: string) => [
      `${object} was left out: it is written again at ${place}`,
      'keep one of the two; kubectl would keep the last, too',
    ],
  ],
  nothingInstalled: [
    'MESH877',
    (revision: string | undefined) => [
      `no Helm release and no ConfigMap of istiod's values was found${revision === undefined ? '' : ` for revision ${revision}`}`,
      'name another context or revision; where the records are gone, import the files that it was installed with',
    ],
  ],
  otherPlanes: [
    'MESH878',
    (names: readonly string[]) => [
      `the control plane${names.length === 1 ? '' : 's'} ${names.join(', ')} ${names.length === 1 ? 'was' : 'were'} left out`,
      'import each by itself (of a cluster by --revision), and put its istio into `revisions`',
    ],
  ],
  mergedPlanes: [
    'MESH899',
    (revision: string, last: string) => [
      `revision ${revision} gave way to ${last === '' ? 'none' : last}, which a later input says, as istioctl takes several files for one`,
      'if these are two control planes, import each by itself, and put the istio of one into `revisions`',
    ],
  ],
  noRecord: [
    'MESH879',
    () => [
      'istioctl keeps no record of components.*.k8s and of overlays',
      'see by `cdk8s-istio diff` what the cluster has beyond, or import the IstioOperator itself',
    ],
  ],
});
