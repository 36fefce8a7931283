import type { Construct } from 'constructs';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { Gateway, GatewaySpecServersTlsMode, VirtualService } from '../../../imports/networking.istio.io';
import type { StringMap } from '../../istio/props';
import { manifest } from '../../kit/manifest';
import { refuse } from '../../kit/problems';
import { ADDON } from '../../problems/installation/addons';
import type { ExposureProps, PodProps } from '../props';
import type { Wired } from '../types';
import type { AddonEndpoint } from './endpoint';
import { type Meta, metadata } from './objects';

export interface ReachProps {
  readonly meta: Meta;
  /** Labels of the pods. */
  readonly selector: StringMap;
  /** Container ports for the other addons of the namespace. */
  readonly near: readonly number[];
  /** Container ports for every pod of the cluster: where proxies report to. @default - none */
  readonly mesh?: readonly number[];
  /** What is exposed where that is asked for. */
  readonly ui?: AddonEndpoint;
  /** Where its pages begin, for a program that has nothing at `/`. @default - there, or it leads there itself */
  readonly uiPath?: string;
}

/**
 * Who may connect to an addon: a NetworkPolicy, and a Gateway with its route where it is exposed.
 * @throws MESH514 if it is exposed, but the environment has no ingress gateway
 */
export function reach(
  scope: Construct,
  props: PodProps & { readonly expose?: ExposureProps },
  to: ReachProps,
  wired: Wired,
): void {
  if (props.networkPolicy) policy(scope, to, props.expose !== undefined && to.ui !== undefined, wired);
  if (props.expose !== undefined && to.ui !== undefined) expose(scope, props.expose, to, to.ui, wired);
}

function policy(
  scope: Construct,
  { meta, selector, near, mesh = [] }: ReachProps,
  exposed: boolean,
  { ingress }: Wired,
) {
  const ports = (numbers: readonly number[]) => numbers.map((port) => ({ protocol: 'TCP' as const, port }));
  const gateway =
    exposed && ingress !== undefined
      ? [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': ingress.namespace } },
            podSelector: { matchLabels: { ...ingress.selector } },
          },
        ]
      : [];
  manifest<INetworkPolicy>(scope, 'NetworkPolicy', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(meta),
    spec: {
      podSelector: { matchLabels: { ...selector } },
      policyTypes: ['Ingress'],
      ingress: [
        { from: [{ podSelector: {} }, ...gateway], ports: ports(near) },
        ...(mesh.length === 0 ? [] : [{ from: [{ namespaceSelector: {} }], ports: ports(mesh) }]),
      ],
    },
  });
}

function expose(
  scope: Construct,
  { host, tlsSecret }: ExposureProps,
  { meta, uiPath }: ReachProps,
  ui: AddonEndpoint,
  wired: Wired,
) {
  const { ingress } = wired;
  if (ingress === undefined) refuse(scope, ADDON.noIngress(meta.name, host));
  const { name, namespace } = meta;
  const metadata = { name, namespace };
  const hosts = [host];
  const http = { number: 80, name: 'http', protocol: 'HTTP' };
  new Gateway(scope, 'Gateway', {
    metadata,
    spec: {
      selector: { ...ingress.selector },
      servers:
        tlsSecret === undefined
          ? [{ port: http, hosts }]
          : [
              { port: http, hosts, tls: { httpsRedirect: true } },
              {
                port: { number: 443, name: 'https', protocol: 'HTTPS' },
                hosts,
                tls: { mode: GatewaySpecServersTlsMode.SIMPLE, credentialName: tlsSecret },
              },
            ],
    },
  });
  new VirtualService(scope, 'Route', {
    metadata,
    spec: {
      hosts,
      gateways: [`${namespace}/${name}`],
      http: [
        ...(uiPath === undefined ? [] : [{ match: [{ uri: { exact: '/' } }], redirect: { uri: uiPath } }]),
        { route: [{ destination: { host: ui.host, port: { number: ui.port } } }] },
      ],
    },
  });
}
