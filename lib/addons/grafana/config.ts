import { printYaml } from '../../kit/yaml';
import { publicUrl } from '../parts/exposure';
import type { DataSource } from '../types';
import type { GrafanaProps } from './props';

export const DATA = '/var/lib/grafana';
export const PROVISIONING = '/etc/grafana/provisioning';
const LOGS = '/var/log/grafana';

type Ini = Readonly<Record<string, Readonly<Record<string, string | boolean>>>>;

/** Sections and keys as Grafana's ini file. */
const printIni = (ini: Ini): string =>
  Object.entries(ini)
    .flatMap(([name, keys]) => [`[${name}]`, ...Object.entries(keys).map(([key, value]) => `${key} = ${value}`)])
    .map((line) => `${line}\n`)
    .join('');

/** `grafana.ini`; what depends on secrets is in the environment of the container. */
export const grafanaIni = ({ expose }: GrafanaProps): string =>
  printIni({
    analytics: { check_for_updates: true },
    grafana_net: { url: 'https://grafana.net' },
    log: { mode: 'console' },
    paths: { data: `${DATA}/`, logs: LOGS, plugins: `${DATA}/plugins`, provisioning: PROVISIONING },
    server: expose === undefined ? { domain: "''" } : { domain: expose.host, root_url: `${publicUrl(expose)}/` },
  });

/** Grafana's paths as environment: its image has defaults of its own there, which would win over the file. */
export const PATHS = {
  GF_PATHS_DATA: `${DATA}/`,
  GF_PATHS_LOGS: LOGS,
  GF_PATHS_PLUGINS: `${DATA}/plugins`,
  GF_PATHS_PROVISIONING: PROVISIONING,
} as const;

/** The first data source answers where a panel names none. */
export const dataSourcesYaml = (sources: readonly DataSource[]): string =>
  printYaml({
    apiVersion: 1,
    datasources: sources.map(({ name, type, url, timeInterval }, i) => ({
      access: 'proxy',
      editable: true,
      isDefault: i === 0,
      ...(timeInterval === undefined ? {} : { jsonData: { timeInterval } }),
      name,
      orgId: 1,
      type,
      url,
    })),
  });

/** Where the dashboards of a folder are mounted. */
export const dashboardsPath = (folder: string): string => `${DATA}/dashboards/${folder}`;

export const dashboardProvidersYaml = (folders: readonly string[]): string =>
  printYaml({
    apiVersion: 1,
    providers: folders.map((name) => ({
      disableDeletion: false,
      folder: 'istio',
      name,
      options: { path: dashboardsPath(name) },
      orgId: 1,
      type: 'file',
    })),
  });
