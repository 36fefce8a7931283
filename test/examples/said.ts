import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import * as library from '../../lib';
import { refusedBy } from '../../lib/checks/judge/mistyped';
import { renderedOnce } from '../../lib/delivery/render';
import { exampleMesh } from '../../tools/docs/constructs';
import type { Twins } from '.';

/** What every example in YAML stands beside. */
export const SHOP = readFileSync(join(__dirname, 'shop.yaml'), 'utf8');
const around = library.textSources('shop.yaml', SHOP, true).objects;

/** As `cdk8s-istio check` prints it. */
function saidOfFile(text: string): readonly string[] {
  const { objects, unreadable, doubts } = library.textSources('mesh.yaml', text, true);
  const found = library.checkFiles(objects, { around }).map((one) => library.asText([one]));
  return [...unreadable, ...doubts, ...found];
}

const isEnvironment = (value: unknown): value is library.Environment =>
  typeof value === 'object' && value !== null && 'istio' in value && 'gateways' in value;

/** What a program does beside the example mesh, with the library in scope. */
function run(text: string, mesh = exampleMesh()): unknown {
  const scope = { ...library, ...mesh };
  const { code } = transformSync(text, {
    isModule: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  });
  return new Function(...Object.keys(scope), '$', 'return eval($)')(...Object.values(scope), code);
}

/** The example mesh with what a program adds. */
export function meshOf(text: string): library.MeshApp {
  const mesh = exampleMesh();
  run(text, mesh);
  return mesh.app;
}

/** Beside the example mesh; an environment that the last line gives is rendered. */
function saidOfProgram(text: string): readonly string[] {
  const mesh = exampleMesh();
  const lines: string[] = [];
  try {
    const result = run(text, mesh);
    mesh.app.objects();
    lines.push(...mesh.app.warnings());
    const environments = [result].flat().filter(isEnvironment);
    if (environments.length > 0) renderedOnce(environments, undefined, (line) => lines.push(line));
  } catch (error) {
    lines.push(...refusedBy(error, 'mesh').messages);
  }
  // An example is in no file: the line of its compiled form is nobody's, and neither is that of this file, which runs it.
  return lines.map((line) => line.replace(/ \((<anonymous>|[^()]*\bsaid\.ts):\d+\)$/, ''));
}

/** What is said of one side of an example, a line each. */
export const said = ({ language }: Twins, text: string): readonly string[] =>
  language === 'yaml' ? saidOfFile(text) : saidOfProgram(text);
