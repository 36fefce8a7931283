import { catalogue } from '../../kit/problems';

/** Mistakes about the checks themselves. */
export const CHECKS = catalogue({
  reason: [
    'MESH800',
    (annotation: string) => [
      `${annotation} gives no reason`,
      'write why it is so and until when, in a few words at least; it stays in the output',
    ],
  ],
  needless: [
    'MESH801',
    (annotation: string) => [`${annotation} waives what is not found`, 'remove it, so that it is found again'],
  ],
  unwritable: [
    'MESH361',
    (kind: string, why: string) => [
      `this ${kind} cannot be written: ${why}`,
      'give plain texts, numbers, lists and blocks, and no key that JavaScript keeps for itself, such as "constructor"',
    ],
  ],
  mistyped: [
    'MESH470',
    (why: string, at: string) => [
      `something here has another type than it should: ${why} (${at})`,
      'check the types, as `npm run check` does; if they hold, report it with what CDK8S_ISTIO_DEBUG=1 prints beside, for then it is a fault of ours',
    ],
  ],
  idTwice: [
    'MESH473',
    (id: string) => [
      `two constructs have the id "${id}" here`,
      'give one of them another: the second argument of `new`',
    ],
  ],
  noId: [
    'MESH474',
    () => ['a construct has an empty id', 'name it: the second argument of `new`, from which its name follows, too'],
  ],
  noObject: [
    'MESH802',
    (lacks: string) => [
      `is no Kubernetes object, for it has no ${lacks}`,
      'give it apiVersion, kind and metadata.name, as the API server asks for',
    ],
  ],
});
