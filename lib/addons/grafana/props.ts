import type { ExposureProps, PodProps, StorageProps } from '../props';
import type { Board } from './model';

/** What visitors may do who need not sign in. */
export const GRAFANA_ROLES = ['Viewer', 'Editor', 'Admin'] as const;
export type GrafanaRole = (typeof GRAFANA_ROLES)[number];

/** Everybody in with one role, or users with passwords; the first administrator's are in a Secret. */
export type GrafanaAuth =
  | { readonly anonymous: GrafanaRole }
  | {
      /** Secret with the first administrator's name and password. */
      readonly adminSecret: string;
      /** @default 'admin-user' */
      readonly userKey?: string;
      /** @default 'admin-password' */
      readonly passwordKey?: string;
    };

export const GRAFANA = { port: 3000, auth: { anonymous: 'Admin' } } as const;

export interface GrafanaProps extends PodProps {
  /** @default GRAFANA.auth */
  readonly auth?: GrafanaAuth;
  /** Dashboards beside those of every mesh. @default - none */
  readonly boards?: readonly Board[];
  /** For users and what they save. @default - goes with the pod */
  readonly storage?: StorageProps;
  /** @default - inside the cluster only */
  readonly expose?: ExposureProps;
}
