import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Made, oncePerSynth } from '../kit/once-per-object';
import { Refused, refuse } from '../kit/problems';
import { CHECKS } from '../problems/objects/checks';
import { collect } from './collect';
import type { Mesh } from './mesh';
import { type Note, notesOn } from './notes';
import type { KubeObject, WrittenObject } from './object';

/** What relations range over: the outermost chart, which is one environment, or else the whole tree. */
export const outermost = (construct: IConstruct): IConstruct =>
  construct.node.scopes.find((scope) => Chart.isChart(scope)) ?? construct.node.root;

/** A resource of a construct of ours is spoken of as that construct. */
export const placeOf = ({ node }: IConstruct): string =>
  (node.id === 'Resource' ? node.scope?.node.path : undefined) ?? node.path;

/** What a synth has made so far: clusters of a fleet share most of their objects. */
const made = oncePerSynth(() => new Made());

const judged = new WeakMap<ApiObject, KubeObject>();

/** An object as it was last judged, which is what is to be printed. */
export const asJudged = (object: ApiObject): KubeObject => judged.get(object) ?? rendered(object);

/** An object as it is written. @throws MESH361 where it holds what YAML cannot say */
function rendered(object: ApiObject, known = new Made()): KubeObject {
  try {
    return known.of(object) as unknown as KubeObject;
  } catch (error) {
    if (error instanceof Refused) throw error;
    return refuse(
      placeOf(object),
      CHECKS.unwritable(object.kind, error instanceof Error ? error.message : String(error)),
    );
  }
}

const isElsewhere = (construct: IConstruct | undefined): boolean =>
  construct !== undefined && notesOn(construct).some(({ kind }) => kind === 'Elsewhere');

/** Constructs between a chart and an object of it. */
const makers = ({ node }: ApiObject): readonly IConstruct[] =>
  node.scopes.slice(node.scopes.findLastIndex((scope) => Chart.isChart(scope)) + 1, -1);

/** The construct that judges the mesh, which is who asks. */
export const JUDGE = 'MeshChecks';
const saidBy = (constructs: readonly IConstruct[]) => constructs.flatMap(({ node }) => node.validate());

const isNamespace = (one: IConstruct) => ApiObject.isApiObject(one) && one.kind === 'Namespace';
/** The outermost construct that is none of the namespaces around others. */
const makerOf = (object: ApiObject, namespaces: ReadonlySet<IConstruct | undefined>): string =>
  (makers(object).find((one) => !namespaces.has(one)) ?? object).node.path;

/** What the constructs below one write, and what they noted. */
export function written(root: IConstruct): {
  readonly objects: readonly WrittenObject[];
  readonly notes: readonly Note[];
} {
  const all = root.node.findAll();
  const namespaces = new Set(all.filter(isNamespace).map(({ node }) => node.scope));
  const known = made(root);
  let ofMesh: readonly string[] | undefined;
  const render = (one: ApiObject) => {
    const object = rendered(one, known);
    judged.set(one, object);
    return object;
  };
  return {
    objects: all
      .filter((one) => ApiObject.isApiObject(one))
      .map((one) => ({
        place: placeOf(one),
        object: render(one),
        elsewhere: isElsewhere(one.node.scope),
        maker: makerOf(one, namespaces),
        said: () => {
          ofMesh ??= saidBy(all.filter((other) => other !== root && other.node.id !== JUDGE));
          return { ofMakers: saidBy(makers(one)), ofMesh };
        },
      })),
    notes: all.flatMap(notesOn),
  };
}

/** The mesh that the constructs below one make. */
export function meshBelow(root: IConstruct): Mesh {
  const { objects, notes } = written(root);
  return collect(objects, notes);
}
