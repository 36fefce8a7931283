import { Microservice } from '../mesh/services/microservice';
import type { MeshNamespace } from '../mesh/services/namespace';
import { image } from './image';
import { type BookinfoOptions, common, hardened } from './service';

/** What a book is about: one version, which calls nobody. */
export class Details extends Microservice {
  constructor(
    namespace: MeshNamespace,
    private readonly options: BookinfoOptions = {},
  ) {
    super(namespace, 'details', {
      ...common('details', options, ['IPv6', 'IPv4']),
      versions: { v1: hardened('details', options, { image: image('details-v1') }) },
    });
  }

  /** Version 2, which asks Google's book service; over HTTP, so that the mesh can see (and encrypt) the call. */
  addV2() {
    const env = { DO_NOT_ENCRYPT: 'true' };
    const { options } = this;
    return this.addVersion(
      'v2',
      hardened('details', options, { image: image('details-v2'), env, serviceAccount: false }),
    );
  }
}
