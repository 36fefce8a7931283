import { chmodSync, chownSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { field, resource } from './fields';
import { type Files, replaceFiles } from './files';
import type { Pod } from './types';

type Volume = NonNullable<IPodSpec['volumes']>[number];
type Source = NonNullable<NonNullable<Volume['projected']>['sources']>[number];
type Items = readonly { readonly key: string; readonly path: string }[] | undefined;

/** What must be there before the pod starts is not yet there: it is tried again. */
export class NotYet extends Error {}

/** Objects that keep files. */
export type Kept = 'configmaps' | 'secrets';

/** What volumes are made of. */
export interface Reader {
  /** Texts of a ConfigMap or Secret of the pod's namespace. */
  readonly data: (kind: Kept, name: string) => Promise<Files | undefined>;
  readonly token: (audience: string | undefined, seconds: number | undefined) => Promise<string | undefined>;
}

export interface Needs {
  readonly pod: Pod;
  readonly address: string;
  readonly read: Reader;
}

async function dataOf(read: Reader, kind: Kept, name = '', items: Items, optional = false): Promise<Files> {
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
  return secret === undefined ? {} : dataOf(read, 'secrets', secretName(secret), secret.items, secret.optional);
}

/** A volume has it by another field than a source among several. */
const secretName = (secret: { readonly secretName?: string; readonly name?: string }) =>
  secret.secretName ?? secret.name;

const sourcesOf = (volume: Volume): readonly (Volume | Source)[] => volume.projected?.sources ?? [volume];

const hasFiles = ({ configMap, secret, projected, downwardAPI }: Volume): boolean =>
  [configMap, secret, projected, downwardAPI].some((one) => one !== undefined);

async function fill(needs: Needs, volume: Volume, place: string): Promise<void> {
  const all = await Promise.all(sourcesOf(volume).map((source) => filesOf(needs, source)));
  replaceFiles(place, Object.assign({}, ...all));
}

/** Whether a volume has files of an object. */
const isOf = (volume: Volume, kind: Kept, name: string): boolean =>
  sourcesOf(volume).some(({ configMap, secret }) =>
    kind === 'configmaps' ? configMap?.name === name : secret !== undefined && secretName(secret) === name,
  );

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
    if (hasFiles(volume)) await fill({ pod, address, read }, volume, place);
  }
}

/** What has changed of an object, into the volumes that have files of it. One that has gone, and may not, leaves them as they are. */
export async function renewVolumes(needs: Needs, folder: string, kind: Kept, name: string): Promise<void> {
  for (const volume of needs.pod.spec.volumes ?? [])
    if (isOf(volume, kind, name))
      await fill(needs, volume, join(folder, volume.name)).catch((error) => {
        if (!(error instanceof NotYet)) throw error;
      });
}
