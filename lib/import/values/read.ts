import { type Block, isBlock } from '../../kit/json';
import { Refused, refuse } from '../../kit/problems';
import { IMPORT } from '../../problems/commands/import';
import { readFileText } from '../../problems/objects/yaml';
import type { Source } from './values';

/** A text with one document, as an input. @throws MESH860 if it cannot be read, MESH990 if there are several documents */
export function sourceOf(file: string, text: string): Source {
  const { documents, problems } = readFileText(file, text);
  if (problems.length > 0) throw new Refused(problems);
  const [document, ...more] = documents;
  if (more.length > 0) refuse(file, IMPORT.several());
  if (document === undefined) return { value: {}, placeOf: () => file };
  const { value } = document;
  if (!isBlock(value)) refuse(file, IMPORT.noInput('no block'));
  return { value: value as Block, placeOf: (path) => `${file}:${document.lineOf(path)}` };
}

export const isOperator = ({ value }: Source): boolean =>
  value['kind'] === 'IstioOperator' || (value['kind'] === undefined && isBlock(value['spec']));
