/** Folders of dashboards, and the ConfigMap of each; two, so that none comes near the size that kubectl can apply. */
export const DASHBOARD_FOLDERS = {
  istio: 'istio-grafana-dashboards',
  'istio-services': 'istio-services-grafana-dashboards',
} as const;

/** The dashboards of a folder as JSON, by file name. */
export const dashboardFiles = (_folder: string): Readonly<Record<string, string>> => ({});
