import { ApiObject } from 'cdk8s';
import { MeshApp } from '../checks/judge/mesh-app';
import { addressOf } from '../installation/changes/patches';
import type { Environment } from '../installation/environment';
import { MeshEnvironment } from '../installation/installation';
import type { Block } from '../kit/json';

/** An object that an environment writes. */
export interface Written {
  readonly address: string;
  /** What of the environment it belongs to: `ControlPlanes`, `Gateway-ingress`, `Cni`. */
  readonly part: string;
  readonly object: Block;
}

/** The objects of an environment, whatever checks say of it. */
export function objectsOf(environment: Environment): readonly Written[] {
  const mesh = new MeshEnvironment(new MeshApp(), environment);
  return mesh.node
    .findAll()
    .filter((one): one is ApiObject => ApiObject.isApiObject(one) && mesh.writes(one))
    .map((one) => ({
      address: addressOf(one),
      part: one.node.path.split('/')[1] ?? '',
      object: one.toJson() as Block,
    }));
}
