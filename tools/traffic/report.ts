import type { MeshApp } from '../../lib/checks/judge/mesh-app';

/** A Kubernetes object as it is applied. */
export interface Json {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

export const addressOf = ({ kind, metadata }: Json): string => `${kind}/${metadata.namespace}/${metadata.name}`;
export const jsonOf = (app: MeshApp): readonly Json[] =>
  [...app.objects().values()].flat().map((object) => object.toJson());

/** Says whether something holds, and what was measured. */
export type Report = (name: string, holds: boolean, measured: string) => void;

/** Prints each verdict, counts those that fail, and at the end sums up and sets the exit code. */
export function verdicts(): { readonly report: Report; readonly end: (suite: string) => void } {
  let failed = 0;
  return {
    report: (name, holds, measured) => {
      if (!holds) failed++;
      console.log(`${holds ? 'passed' : 'FAILED'}  ${name}: ${measured}`);
    },
    end: (suite) => {
      console.log(failed === 0 ? `${suite}: all passed` : `${suite}: ${failed} failed`);
      if (failed > 0) process.exitCode = 1;
    },
  };
}
