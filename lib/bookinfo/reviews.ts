import { Microservice } from '../mesh/services/microservice';
import type { MeshNamespace } from '../mesh/services/namespace';
import type { VersionProps } from '../mesh/services/version';
import { image } from './image';
import type { Ratings } from './ratings';
import { type BookinfoOptions, common, hardened } from './service';

/** Reviews of a book: v1 without stars, v2 with black stars, v3 with red ones; the latter two ask ratings. */
export class Reviews extends Microservice {
  constructor(namespace: MeshNamespace, ratings: Ratings, options: BookinfoOptions = {}) {
    const version = (name: string, more: Partial<VersionProps> = {}) =>
      hardened('reviews', options, {
        image: image(`reviews-${name}`),
        env: { LOG_DIR: '/tmp/logs' },
        emptyDirs: { '/tmp': 'tmp', '/opt/ibm/wlp/output': 'wlp-output' },
        ...(options.accountPerVersion && { serviceAccount: `bookinfo-reviews-${name}` }),
        ...more,
      });
    super(namespace, 'reviews', {
      ...common('reviews', options, ['IPv4', 'IPv6']),
      versions: { v1: version('v1'), v2: version('v2', { calls: [ratings] }), v3: version('v3', { calls: [ratings] }) },
    });
  }
}
