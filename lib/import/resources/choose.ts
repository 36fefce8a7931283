import { isDeepStrictEqual } from 'node:util';
import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { MeshApp } from '../../checks/judge/mesh-app';
import { Verbatim } from '../../files/existing';
import { type Block, blockOf, textsOf } from '../../kit/json';
import { Refused } from '../../kit/problems';
import { resource } from '../../mesh/resource';
import { MeshNamespace } from '../../mesh/services/namespace';
import { groupOf, type KubeObject } from '../../model/object';
import { classOf } from './classes';
import type { Handles } from './handles';
import { perform, Ref, type Statement } from './refs';
import { type Given, TYPED } from './typed';
import { NoWord } from './words';

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

/** A construct that may say the same. */
function typedOf(given: Given, kind: string): Statement | undefined {
  try {
    return TYPED[kind]?.(given);
  } catch (error) {
    if (error instanceof NoWord) return undefined;
    throw error;
  }
}

/** An id that no other construct of the namespace has: two groups may have kinds of one name. */
function idOf(wanted: string, group: string, ids: ReadonlySet<string>): string {
  const all = [wanted, `${wanted}-${group.split('.')[0]}`];
  for (let i = 2; ; i++) {
    const free = all.find((id) => !ids.has(id));
    if (free !== undefined) return free;
    all.push(`${wanted}-${i}`);
  }
}

/** How an object is written: by a construct, a generated class, or as it is, which leaves even alone what cdk8s would drop or order anew. */
export function statementOf(
  object: KubeObject,
  namespace: string | undefined,
  handles: Handles,
  ids: ReadonlySet<string>,
): Statement {
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
  const short = idOf(ids.has(name) ? `${name}-${object.kind.toLowerCase()}` : name, group, ids);
  const long = idOf(`${object.kind}-${name}`, group, ids);
  const asItIs = (call: Ref): Statement => ({ id: long, call, isNew: true, args: [long, wanted as unknown as Block] });
  const candidates: Statement[] = [];
  if (namespace !== undefined && isPlain) {
    const typed = typedOf(
      { id: short, name, namespace, metadata, spec: blockOf(spec), handles },
      `${group}/${object.kind}`,
    );
    if (typed !== undefined) candidates.push(typed);
  }
  if (namespace !== undefined && isPlain && generated !== undefined && spec !== undefined)
    candidates.push({
      id: long,
      call: new Ref('resource', resource, ['resource', ...generated.ref.uses]),
      isNew: false,
      args: [generated.ref, { name, namespace, ...metadata }, spec, long],
    });
  candidates.push(asItIs(new Ref('ApiObject', ApiObject, ['ApiObject'])));
  return (
    candidates.find((one) => isSame(one, wanted, namespace)) ?? asItIs(new Ref('Verbatim', Verbatim, ['Verbatim']))
  );
}
