import * as fc from 'fast-check';
import type { Mesh } from '../../lib/model/mesh';
import { routeIn } from '../../lib/simulator/routes/route';
import { differences } from './compare';
import type { Answer, Ask } from './lab';
import { meshes } from './meshes';
import { guarded, POLICY_BASE } from './policies';
import { rarely } from './pools';
import { accepted, type Line, type Made } from './program';
import { asAsks, asQuestion, printedQuestion, questions, verdictCompared } from './questions';
import { asAsk, asRequest, printedRequest, requests } from './requests';
import { controlPlane } from './services';

/** What the product says of one question. */
interface Said {
  /** What decides, in its words. */
  readonly by: string;
  /** What of it is not what happened; nothing where they agree. */
  readonly different: readonly string[];
}

/** One question to the product, and the same to the lab. */
interface Try {
  readonly asks: (made: Made) => readonly Ask[];
  /** What it is about is in the mesh. */
  readonly isThere: (made: Made) => boolean;
  readonly compared: (mesh: Mesh, made: Made, answers: readonly Answer[]) => Said;
  readonly printed: string;
}

/** A mesh, and what is asked in it. */
export interface Trial {
  readonly lines: readonly Line[];
  readonly meshConfig?: object;
  readonly tries: readonly Try[];
}

const PER_MESH = 30;

const COLLECTOR = { service: 'web.other.svc.cluster.local', port: 80 };

/** Spans are sent to a service of the mesh, which a Sidecar may cut off. */
const TRACED = {
  lines: [
    controlPlane({ zipkinCollectors: [{ provider: 'zipkin', host: COLLECTOR.service }], tracingProviders: ['zipkin'] }),
  ],
  meshConfig: {
    enableTracing: true,
    defaultProviders: { tracing: ['zipkin'] },
    extensionProviders: [{ name: 'zipkin', zipkin: COLLECTOR }],
  },
};

/** Routes, and requests and connections. */
const routed: fc.Arbitrary<Trial> = fc
  .record({ own: meshes, traced: rarely(fc.constant(TRACED), 7) })
  .chain(({ own: all, traced }) => {
    const lines = [...all, ...(traced?.lines ?? [])];
    return requests(lines, PER_MESH).map((all) => ({
      lines,
      ...(traced && { meshConfig: traced.meshConfig }),
      tries: all.map((one) => ({
        isThere: ({ named }) => one.gateway === undefined || named.has(one.gateway),
        asks: (made) => [asAsk(one, made)],
        compared: (mesh, made, [answer]) => {
          const said = routeIn(mesh, asRequest(one, made));
          return { by: said.by, different: answer === undefined ? ['no answer'] : differences(said, answer, one) };
        },
        printed: printedRequest(one),
      })),
    }));
  });

/** Policies, and who asks what. */
const policed: fc.Arbitrary<Trial> = fc.record({ made: guarded, all: questions(PER_MESH) }).map(({ made, all }) => ({
  ...made,
  tries: all.map((one) => ({
    isThere: () => true,
    asks: () => asAsks(one),
    compared: (mesh, made, answers) => verdictCompared(mesh, asQuestion(one, made), answers),
    printed: printedQuestion(one),
  })),
}));

const isBase = (line: Line): boolean => POLICY_BASE.includes(line);

/** What a mesh is about, by its number: every fourth about policies. A quarter of them are such as the product takes. */
export const trial = (number: number): fc.Arbitrary<Trial> => {
  const any = number % 4 === 3 ? policed : routed;
  return number % 8 < 6 ? any : any.map((one) => ({ ...one, lines: accepted(one.lines, one.lines.filter(isBase)) }));
};

/** The lines that differ from those of every mesh. */
export const own = (lines: readonly Line[]): readonly Line[] => lines.filter((line) => !isBase(line));
