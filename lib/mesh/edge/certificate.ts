import { Construct } from 'constructs';
import { manifest, type Named } from '../../kit/manifest';
import { MeshNamespace } from '../services/namespace';
import type { Credential } from './servers';

/** Who signs: an Issuer of cert-manager, in the certificate's namespace or for the whole cluster. */
export interface IssuerRef {
  readonly name: string;
  readonly kind: 'Issuer' | 'ClusterIssuer';
}

interface IIssuer extends Named {
  readonly spec: { readonly acme: object };
}

interface ICertificate extends Named {
  readonly spec: {
    readonly secretName: string;
    readonly dnsNames: readonly string[];
    readonly commonName?: string;
    readonly issuerRef: IssuerRef;
  };
}

export interface AcmeProps {
  /** Directory of the certificate authority. */
  readonly server: string;
  readonly email: string;
  /** Class of the Ingress by which challenges are answered. */
  readonly ingressClass: string;
}

/** An issuer for the whole cluster. Source: cert-manager.io/v1. */
export class ClusterIssuer extends Construct implements IssuerRef {
  readonly kind = 'ClusterIssuer';

  private constructor(
    scope: Construct,
    readonly name: string,
  ) {
    super(scope, name);
  }

  /** Certificates of an ACME authority such as Let's Encrypt, by HTTP challenge. */
  static acme(scope: Construct, name: string, { server, email, ingressClass }: AcmeProps): ClusterIssuer {
    const issuer = new ClusterIssuer(scope, name);
    manifest<IIssuer>(issuer, 'Resource', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name },
      spec: {
        acme: {
          server,
          email,
          privateKeySecretRef: { name },
          solvers: [{ http01: { ingress: { ingressClassName: ingressClass } } }],
        },
      },
    });
    return issuer;
  }
}

/** Of a certificate's common name. */
const LONGEST = 64;

export interface CertificateProps {
  /** Name of the Certificate and its Secret. @default - the construct's id */
  readonly name?: string;
  readonly hosts: readonly string[];
  readonly issuer: IssuerRef;
}

/**
 * A certificate that cert-manager gets and renews, in the namespace that it is made in: for a gateway, that of its pods.
 * Its `credential` goes into a server. Source: cert-manager.io/v1.
 */
export class Certificate extends Construct {
  readonly credential: Credential;

  /** Synth reports MESH478 for no host, and for one that is none. */
  constructor(scope: Construct, id: string, { name = id, hosts, issuer }: CertificateProps) {
    super(scope, id);
    const namespace = MeshNamespace.of(this).name;
    const [first] = hosts;
    this.credential = { name, namespace };
    manifest<ICertificate>(this, 'Resource', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name, namespace },
      spec: {
        secretName: name,
        ...(first !== undefined && first.length <= LONGEST && { commonName: first }),
        dnsNames: [...hosts],
        issuerRef: { name: issuer.name, kind: issuer.kind },
      },
    });
  }
}
