import { type Block, isBlock } from '../../../kit/json';
import { refuse } from '../../../kit/problems';
import { readYaml } from '../../../kit/read-yaml';
import { INJECTION } from '../../../problems/installation/injection';
import type { IstioProps } from '../../props';
import { traits } from '../../versions';
import { GATEWAY_TEMPLATES, isOwnTemplate, TEMPLATES } from '../config';
import { CustomTemplate } from '../custom';
import { evaluate } from '../template/evaluate';
import type { PodInput } from '../template/input';
import { annotationsOf, type Pod } from './pod';

/** The templates that a pod chooses, or the mesh's for those that choose none. */
export function chosenTemplates(istio: IstioProps, pod: Pod): readonly string[] {
  const own = annotationsOf(pod)['inject.istio.io/templates'];
  if (own !== undefined) return own.split(',').map((name) => name.trim());
  return istio.injection.defaultTemplates.length === 0 ? ['sidecar'] : istio.injection.defaultTemplates;
}

/**
 * What a template makes of a pod, as a patch.
 * @throws MESH201 for an unknown name, MESH210 for one of a gateway class, MESH202 for Go template text, MESH203 for text that is no patch
 */
export function templatePatch(istio: IstioProps, name: string, input: PodInput, where: string): Block {
  const custom = Object.hasOwn(istio.injection.templates, name) ? istio.injection.templates[name] : undefined;
  if (custom instanceof CustomTemplate) return evaluate(custom.tree, input) as Block;
  if (custom !== undefined) return staticPatch(name, custom, where);
  const known = [...traits(istio).templates, ...Object.keys(istio.injection.templates)].sort();
  if (!isOwnTemplate(istio, name)) return refuse(where, INJECTION.template(name, known));
  if (GATEWAY_TEMPLATES.includes(name)) refuse(where, INJECTION.gatewayTemplate(name));
  const [tree] = TEMPLATES[name](istio);
  return evaluate(tree, input) as Block;
}

function staticPatch(name: string, text: string, where: string): Block {
  if (text.includes('{{')) refuse(where, INJECTION.goTemplate(name));
  let patch: unknown;
  try {
    patch = readYaml(text);
  } catch (error) {
    refuse(where, INJECTION.templateYaml(name, error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''));
  }
  return isBlock(patch) ? patch : refuse(where, INJECTION.templateYaml(name, 'it is no block of fields'));
}
