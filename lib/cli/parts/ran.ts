import { refuse } from '../../kit/problems';
import { CLI } from '../../problems/commands/cli';

/** The exit code of a program. @throws MESH868 if there is none */
export const ran = (code: number | undefined, program: string): number => code ?? refuse(program, CLI.noProgram());
