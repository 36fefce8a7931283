import { chmodSync, chownSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { field, resource } from './fields';
import type { Pod } from './types';

type Volume = NonNullable<IPodSpec['volumes']>[number];
type Source = NonNullable<NonNullable<Volume['projected']>['sources']>[number];
type Files = Readonly<Record<string, string>>;
type Items = readonly { readonly key: string; readonly path: string }[] | undefined;

/** What must be there before the pod starts is not yet there: it is tried again. */
export class NotYet extends Error {}

/** What volumes are made of. */
export interface Reader {
  /** Texts of a ConfigMap or Secret of the pod's namespace. */
  readonly data: (kind: 'configmaps' | 'secrets', name: string) => Promise<Files | undefined>;
  readonly token: (audience: string | undefined, seconds: number | undefined) => Promise<string | undefined>;
}

interface Needs {
  readonly pod: Pod;
  readonly address: string;
  readonly read: Reader;
}

async function dataOf(
  read: Reader,
  kind: 'configmaps' | 'secrets',
  name = '',
  items: Items,
  optional = false,
): Promise<Files> {
  const data = await read.data(kind, name);
  if (data === undefined && !optional) throw new NotYet(`${kind}/${name}`);
  return items ? Object.fromEntries(items.map(({ key, path }) => [path, data?.[key] ?? ''])) : (data ?? {});
}

async function token(read: Reader, { path, audience, expirationSeconds }: NonNullable<Source['serviceAccountToken']>) {
  const text = await read.token(audience, expirationSeconds);
  if (text === undefined) throw new NotYet('a token');
  return { [path]: text };
}

const described = (pod: Pod, address: string, items: NonNullable<Source['downwardAPI']>['items'] = []): Files =>
  Object.fromEntries(
    items.map(({ path, fieldRef, resourceFieldRef }) => [
      path,
      fieldRef ? field(pod, address, fieldRef.fieldPath) : resource(resourceFieldRef?.resource ?? ''),
    ]),
  );

async function filesOf({ pod, address, read }: Needs, volume: Volume | Source): Promise<Files> {
  const { configMap, downwardAPI } = volume;
  if (configMap) return dataOf(read, 'configmaps', configMap.name, configMap.items, configMap.optional);
  if (downwardAPI) return described(pod, address, downwardAPI.items);
  if ('serviceAccountToken' in volume && volume.serviceAccountToken) return token(read, volume.serviceAccountToken);
  const { secret } = volume;
  if (secret === undefined) return {};
  const name = 'secretName' in secret ? secret.secretName : (secret as { readonly name?: string }).name;
  return dataOf(read, 'secrets', name, secret.items, secret.optional);
}

/** Who may write to a volume: everybody to what goes with the pod; to a claim, as a new file system is, root and the pod's `fsGroup`. */
function allow(place: string, { persistentVolumeClaim }: Volume, fsGroup?: number): void {
  if (persistentVolumeClaim && fsGroup !== undefined) chownSync(place, 0, fsGroup);
  chmodSync(place, persistentVolumeClaim === undefined ? 0o777 : fsGroup === undefined ? 0o755 : 0o2775);
}

/** Makes the volumes of a pod below a folder. @throws NotYet when one needs what is not there */
export async function makeVolumes(pod: Pod, address: string, folder: string, read: Reader): Promise<void> {
  for (const volume of pod.spec.volumes ?? []) {
    const place = join(folder, volume.name);
    if (volume.hostPath) {
      const { path, type } = volume.hostPath;
      if (type === 'DirectoryOrCreate') mkdirSync(path, { recursive: true });
      if (!existsSync(place)) symlinkSync(path, place);
      continue;
    }
    mkdirSync(place, { recursive: true });
    allow(place, volume, pod.spec.securityContext?.fsGroup);
    for (const source of volume.projected?.sources ?? [volume])
      for (const [path, text] of Object.entries(await filesOf({ pod, address, read }, source))) {
        mkdirSync(dirname(join(place, path)), { recursive: true });
        writeFileSync(join(place, path), text);
      }
  }
}
