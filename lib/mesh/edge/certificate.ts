import { Construct } from 'constructs';
import { defined } from '../../kit/defined';
import { manifest, type Named } from '../../kit/manifest';
import { mustFit } from '../must-fit';
import { MeshNamespace } from '../services/namespace';
import type { Credential } from './servers';

/** Who signs: an Issuer of cert-manager, in the certificate's namespace or for the whole cluster. */
export interface IssuerRef {
  readonly name: string;
  readonly kind: 'Issuer' | 'ClusterIssuer';
}

interface IIssuer extends Named {
  readonly spec: { readonly acme: object } | { readonly ca: { readonly secretName: string } };
}

interface ICertificate extends Named {
  readonly spec: {
    readonly secretName: string;
    readonly dnsNames: readonly string[];
    readonly commonName?: string;
    readonly duration?: string;
    readonly renewBefore?: string;
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

export interface CaProps {
  /** Secret with `tls.crt` and `tls.key` of the authority, in the namespace in which cert-manager keeps those of the cluster: its own, mostly. */
  readonly secret: string;
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
  static acme(scope: Construct, name: string, props: AcmeProps): ClusterIssuer {
    mustFit(scope, 'AcmeProps', props);
    const { server, email, ingressClass } = props;
    return ClusterIssuer.made(scope, name, {
      acme: {
        server,
        email,
        privateKeySecretRef: { name },
        solvers: [{ http01: { ingress: { ingressClassName: ingressClass } } }],
      },
    });
  }

  /** Certificates of an authority of one's own, for hosts that no public one knows. */
  static ca(scope: Construct, name: string, props: CaProps): ClusterIssuer {
    mustFit(scope, 'CaProps', props);
    return ClusterIssuer.made(scope, name, { ca: { secretName: props.secret } });
  }

  private static made(scope: Construct, name: string, spec: IIssuer['spec']): ClusterIssuer {
    const issuer = new ClusterIssuer(scope, name);
    const metadata = { name };
    manifest<IIssuer>(issuer, 'Resource', { apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata, spec });
    return issuer;
  }
}

/** Of a certificate's common name. */
const LONGEST = 64;

export interface IssuedCertificateProps {
  /** Name of the Certificate and its Secret. @default - the construct's id */
  readonly name?: string;
  readonly hosts: readonly string[];
  readonly issuer: IssuerRef;
  /** How long each certificate is good, at least `1h`. @default - cert-manager's own: 90 days, or what the issuer gives */
  readonly duration?: string;
  /** How long before its end it is renewed, at least `5m` and less than `duration`. @default - cert-manager's own: a third of `duration` */
  readonly renewBefore?: string;
}

/**
 * A certificate that cert-manager gets and renews, in the namespace that it is made in: for a gateway, that of its pods.
 * Its `credential` goes into a server. Source: cert-manager.io/v1.
 */
export class Certificate extends Construct {
  readonly credential: Credential;

  /** Synth reports MESH478 for no host, and for one that is none; MESH477 for times that cert-manager does not take. */
  constructor(scope: Construct, id: string, props: IssuedCertificateProps) {
    super(scope, id);
    mustFit(this, 'IssuedCertificateProps', props);
    const { name = id, hosts, issuer, duration, renewBefore } = props;
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
        ...defined({ duration, renewBefore }),
        issuerRef: { name: issuer.name, kind: issuer.kind },
      },
    });
  }
}
