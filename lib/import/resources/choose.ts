import { isDeepStrictEqual } from 'node:util';
import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { MeshApp } from '../../checks/judge/mesh-app';
import { type Block, blockOf, textsOf } from '../../kit/json';
import { Refused } from '../../kit/problems';
import { resource } from '../../mesh/resource';
import { MeshNamespace } from '../../mesh/services/namespace';
import { groupOf, type KubeObject } from '../../model/object';
import { classOf } from './classes';
import type { Handles } from './handles';
import { perform, Ref, type Statement } from './refs';
import { TYPED } from './typed';

/** The object with the version of its group that the package writes: to the server it is the same one. */
const inVersion = (object: KubeObject, apiVersion: string | undefined): KubeObject =>
  apiVersion !== undefined && groupOf(apiVersion) === groupOf(object.apiVersion) ? { ...object, apiVersion } : object;

/** What a statement writes when it is synthesized, below a namespace of its own. */
function synthesized(statement: Statement, namespace: string | undefined): readonly KubeObject[] | undefined {
  const chart = new Chart(new MeshApp(), 'try', { disableResourceNameHashes: true });
  const scope: Construct =
    namespace === undefined ? chart : new MeshNamespace(chart, namespace, { existing: true, injection: true });
  try {
    perform(statement, scope);
    return chart.node
      .findAll()
      .filter((one): one is ApiObject => ApiObject.isApiObject(one))
      .map((one) => JSON.parse(JSON.stringify(one.toJson())));
  } catch (error) {
    // A construct refuses what it would not write itself; the object may say it all the same.
    if (error instanceof Refused || error instanceof TypeError) return undefined;
    throw error;
  }
}

function isSame(statement: Statement, object: KubeObject, namespace: string | undefined): boolean {
  const [made, ...others] = synthesized(statement, namespace) ?? [];
  return made !== undefined && others.length === 0 && isDeepStrictEqual(made, JSON.parse(JSON.stringify(object)));
}

/** How an object is written: by a construct, a generated class, or as it is; nothing if even that would change it. */
export function statementOf(
  object: KubeObject,
  namespace: string | undefined,
  handles: Handles,
  ids: ReadonlySet<string>,
): Statement | undefined {
  const group = groupOf(object.apiVersion);
  const generated = classOf(group, object.kind);
  const wanted = inVersion(object, generated?.apiVersion);
  const { name = '', labels, annotations, ...rest } = object.metadata ?? {};
  const { spec, apiVersion: _, kind: __, metadata: ___, ...more } = object as KubeObject & { readonly spec?: unknown };
  const metadata = {
    ...(labels && { labels: textsOf(labels) }),
    ...(annotations && { annotations: textsOf(annotations) }),
  };
  const isPlain = Object.keys(rest).every((key) => key === 'namespace') && Object.keys(more).length === 0;
  const id = ids.has(name) ? `${name}-${object.kind.toLowerCase()}` : name;
  const candidates: (Statement | undefined)[] = [];
  if (namespace !== undefined && isPlain)
    candidates.push(
      TYPED[`${group}/${object.kind}`]?.({ id, name, namespace, metadata, spec: blockOf(spec), handles }),
    );
  if (namespace !== undefined && isPlain && generated !== undefined && spec !== undefined)
    candidates.push({
      call: new Ref('resource', resource, ['resource', ...generated.ref.uses]),
      isNew: false,
      args: [generated.ref, { name, namespace, ...metadata }, spec, `${object.kind}-${name}`],
    });
  candidates.push({
    call: new Ref('ApiObject', ApiObject, ['ApiObject']),
    isNew: true,
    args: [`${object.kind}-${name}`, wanted as unknown as Block],
  });
  return candidates.find((one): one is Statement => one !== undefined && isSame(one, wanted, namespace));
}
