import type { Construct } from 'constructs';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import { defined } from '../../kit/defined';
import { isQuantity } from '../../kit/formats/quantity';
import { manifest } from '../../kit/manifest';
import { refuse } from '../../kit/problems';
import { ADDON } from '../../problems/installation/addons';
import type { StorageProps } from '../props';
import { type Meta, metadata } from './objects';

/** The spec of a claim. @throws MESH505 if the size is no quantity */
export function claimSpec(scope: Construct, { size, storageClass }: StorageProps) {
  if (!isQuantity(size)) refuse(scope, ADDON.storageSize('storage.size', size));
  return {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: size } },
    ...defined({ storageClassName: storageClass }),
  } satisfies IPersistentVolumeClaim['spec'];
}

/** The volume that an addon keeps its data on: a claim of the given size, or storage that goes with the pod. */
export function dataVolume(scope: Construct, volume: string, claim: Meta, storage?: StorageProps): IVolume {
  if (storage === undefined) return { name: volume, emptyDir: {} };
  manifest<IPersistentVolumeClaim>(scope, 'Storage', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: metadata(claim),
    spec: claimSpec(scope, storage),
  });
  return { name: volume, persistentVolumeClaim: { claimName: claim.name } };
}
