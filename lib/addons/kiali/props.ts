import type { ExposureProps, PodProps, SecretKey } from '../props';

/**
 * Who may use Kiali: everybody, whoever has a Kubernetes token, or users of an OpenID Connect provider. A signing key has 16, 24 or 32
 * bytes (`openssl rand -hex 16` makes one): with another Kiali does not start. Held by `test:addons` with `KIALI`.
 */
export type KialiAuth =
  | { readonly strategy: 'anonymous' }
  | { readonly strategy: 'token'; readonly signingKey: SecretKey }
  | {
      readonly strategy: 'openid';
      readonly signingKey: SecretKey;
      readonly issuer: string;
      readonly clientId: string;
      /** Secret with the client's secret under `oidc-secret`. @default 'kiali' */
      readonly clientSecret?: string;
      /** What Kubernetes calls the user. @default 'email' */
      readonly usernameClaim?: string;
      /** Every signed-in user sees everything: for clusters whose API server does not know the provider. @default false */
      readonly disableRbac?: boolean;
    };

export const KIALI = {
  port: 20001,
  metricsPort: 9090,
  webRoot: '/kiali',
  logLevel: 'info',
  auth: { strategy: 'anonymous' },
  resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '1Gi' } },
} as const;

export const KIALI_LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export interface KialiProps extends PodProps {
  /** @default KIALI.auth */
  readonly auth?: KialiAuth;
  /** Look, but change nothing. @default false */
  readonly viewOnly?: boolean;
  /** @default KIALI.logLevel */
  readonly logLevel?: (typeof KIALI_LOG_LEVELS)[number];
  /** @default - inside the cluster only */
  readonly expose?: ExposureProps;
}
