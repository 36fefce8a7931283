import type { ServiceHandle } from '../mesh/services/handles';
import { Microservice } from '../mesh/services/microservice';
import type { MeshNamespace } from '../mesh/services/namespace';
import { image } from './image';
import { type BookinfoOptions, common, hardened } from './service';

/** The page that a browser opens; it asks details and reviews. */
export class Productpage extends Microservice {
  constructor(namespace: MeshNamespace, calls: readonly ServiceHandle[], options: BookinfoOptions = {}) {
    const podAnnotations = {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '9080',
      'prometheus.io/path': '/metrics',
    };
    const v1 = { image: image('productpage-v1'), podAnnotations, emptyDirs: { '/tmp': 'tmp' } };
    super(namespace, 'productpage', {
      ...common('productpage', options, ['IPv4', 'IPv6']),
      versions: { v1: hardened('productpage', options, v1) },
      calls,
    });
  }
}
