import type { StringMap } from '../../istio/props';

/** Labels of an addon's objects; `own` are those that Services and selectors use. */
export const addonLabels = (version: string, own: StringMap): StringMap => ({
  ...own,
  'app.kubernetes.io/version': version,
  'app.kubernetes.io/part-of': 'istio-addons',
  'app.kubernetes.io/managed-by': 'cdk8s-istio',
});

/** The recommended labels by which an addon's pods are selected. */
export const selectorLabels = (name: string): StringMap => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/instance': name,
});

/** Keeps the sidecar away: addons are reached in the clear, and scrape pods that no mTLS reaches. */
export const NO_SIDECAR: StringMap = { 'sidecar.istio.io/inject': 'false' };
