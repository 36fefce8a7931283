import { printYaml, SEPARATOR } from '../../lib/kit/yaml';
import { type Block, type Crd, isBlock, isCrd, type Manifest, newest, sorted } from './crds';
import { printWide } from './wide-yaml';

/** What removing a CRD takes along is not Argo CD's to decide. */
const KEPT = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } as const;

/**
 * The CRDs of a release as a file of `dist/crds/`. Their prose stays in the version that `kubectl explain` reads, the newest; the older ones
 * repeat it. `release` is written on each, where its project does not write one itself.
 */
export function crdFile(objects: readonly Manifest[], release: Readonly<Record<string, string>> = {}): string {
  return objects
    .filter(isCrd)
    .map(explained)
    .map(installed({ ...KEPT, ...release }))
    .map((object) => printWide(sorted(object) as Block))
    .join(SEPARATOR);
}

/** What guards them, apart from them: a guard that is replaced together with what it judges judges nothing. */
export const guardFile = (objects: readonly Manifest[]): string =>
  objects
    .filter((object) => !isCrd(object))
    .map(asStored)
    .map(installed())
    .map(printed)
    .join(SEPARATOR);

const printed = (object: Block): string => printYaml(sorted(object), 1);

/** Without what names the official packager: its labels, and annotations of Helm. */
export const installed =
  (more: Readonly<Record<string, string>> = {}) =>
  (object: Manifest): Block => {
    const { labels = {}, annotations = {}, ...metadata } = object.metadata as Block & Crd['metadata'];
    const own = Object.entries(labels as Record<string, string>).filter(([name]) => name.includes('/'));
    const kept = Object.entries({ ...annotations, ...more }).filter(([name]) => !name.startsWith('helm.sh/'));
    return {
      ...object,
      metadata: {
        ...(kept.length > 0 ? { annotations: Object.fromEntries(kept) } : {}),
        ...(own.length > 0 ? { labels: Object.fromEntries(own) } : {}),
        ...metadata,
      },
    };
  };

function explained(crd: Crd): Crd {
  const preferred = newest(crd.spec.versions.filter(({ served }) => served));
  const versions = crd.spec.versions.map((one) => (one === preferred ? one : (withoutProse(one) as typeof one)));
  return { ...crd, spec: { ...crd.spec, versions } };
}

/** Drops `description` wherever it is text; a property that is called "description" is a block and stays. */
export function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (!isBlock(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, under]) => !(key === 'description' && typeof under === 'string'))
      .map(([key, under]) => [key, withoutProse(under)]),
  );
}

/** What the server adds to the rules of an admission policy, which have one owner as a whole in server-side apply. */
const SELECTORS = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} } as const;

/** An admission policy as the server stores it, each rule with its scope: kubectl compares lists of rules whole. */
function asStored(object: Manifest): Manifest {
  const rules = (part: string) => {
    const block = (object['spec'] as Record<string, { resourceRules?: readonly object[] } | undefined>)[part];
    if (block?.resourceRules === undefined) return {};
    const resourceRules = block.resourceRules.map((rule) => ({ scope: '*', ...rule }));
    return { [part]: { ...SELECTORS, ...block, resourceRules } };
  };
  const spec = { ...(object['spec'] as Block), ...rules('matchConstraints'), ...rules('matchResources') };
  return { ...object, spec };
}
