import { Construct } from 'constructs';
import { Certificate, ClusterIssuer } from '../../../mesh/edge/certificate';
import type { Task } from '../task';

/** A certificate of Let's Encrypt's staging service for the ingress gateway, renewed by cert-manager. */
export const certificate: Task = {
  purpose: "A certificate of Let's Encrypt's staging service for the ingress gateway, renewed by cert-manager.",
  apply: ({ root, namespace }) => {
    const scope = new Construct(root, `Certificate-${namespace.name}`);
    const issuer = ClusterIssuer.acme(scope, 'letsencrypt-staging', {
      server: 'https://acme-staging-v02.api.letsencrypt.org/directory',
      email: 'stage@istio.io',
      ingressClass: 'istio',
    });
    new Certificate(scope, 'istio-ingressgateway-certs', { hosts: ['bookinfo.example.com'], issuer });
  },
};
