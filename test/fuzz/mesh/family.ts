import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type fc from 'fast-check';
import { MeshApp } from '../../../lib/checks/judge/mesh-app';
import { refusedBy } from '../../../lib/checks/judge/mistyped';
import { Microservice } from '../../../lib/mesh/services/microservice';
import { type Injection, MeshNamespace } from '../../../lib/mesh/services/namespace';
import { http, tcp } from '../../../lib/mesh/services/ports';
import type { KubeObject } from '../../../lib/model/object';

/** Props of any shape: the types keep nobody from writing them in JavaScript. */
// biome-ignore lint/suspicious/noExplicitAny: hostile values have no type
export type Wild = any;

/** What an input has beside it. */
export interface Shop {
  /** Of a family's own, in the namespace. */
  readonly scope: Construct;
  readonly namespace: MeshNamespace;
  readonly web: Microservice;
  readonly db: Microservice;
}

/** Constructs, by the names that the library exports, with what a user may give them. */
export interface Family {
  readonly of: readonly string[];
  readonly props: fc.Arbitrary<Wild>;
  readonly make: (shop: Shop, props: Wild) => unknown;
  /** How many times dearer it is than others, for a sample of many objects; it gets so many times fewer inputs. @default 1 */
  readonly dear?: number;
}

export const INJECTIONS: readonly Injection[] = [true, false, 'ambient'];

/** Pods of a gateway that others render. */
export const gateway = {
  name: 'edge',
  namespace: 'shop',
  serviceAccount: 'edge',
  selector: { istio: 'edge' },
  ports: [
    { name: 'http2', port: 80 },
    { name: 'https', port: 443 },
  ],
};

const FORM = /^(MESH|IST)\d+ \[.*\] .+; .+/s;

/** A message that says nothing of the input's own: a fault of ours that was caught. */
export const isFault = (line: string): boolean => line.startsWith('MESH470') || !FORM.test(line);

/** Lines of what was refused, as an environment's app says them. @throws what is no message */
function refusal(error: unknown): readonly string[] {
  const { messages } = refusedBy(error, 'test');
  const fault = messages.find(isFault);
  if (fault !== undefined) throw new Error(`no message of its own: ${fault}`, { cause: error });
  return messages;
}

/**
 * The objects of inputs in one mesh, each below a construct of its own, or nothing if one was refused.
 * @throws whatever is neither
 */
export function written({ make }: Family, inputs: readonly Wild[], injection: Injection): readonly KubeObject[] {
  const app = new MeshApp();
  const namespace = new MeshNamespace(new Chart(app, 'test'), 'shop', { injection });
  const versions = { v1: { image: 'a:1' } };
  const web = new Microservice(namespace, 'web', { ports: [http(8080)], versions });
  const db = new Microservice(namespace, 'db', { ports: [tcp(5432)], versions });
  const lines = inputs.flatMap((props, i) =>
    refusedOr(() => make({ scope: new Construct(namespace, `n${i}`), namespace, web, db }, props)),
  );
  const objects: KubeObject[] = [];
  lines.push(...refusedOr(() => objects.push(...[...app.objects().values()].flat().map((object) => object.toJson()))));
  return lines.length > 0 ? [] : objects;
}

function refusedOr(make: () => unknown): readonly string[] {
  try {
    make();
    return [];
  } catch (error) {
    return refusal(error);
  }
}
