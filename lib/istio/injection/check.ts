import { selectorProblems } from '../../checks/kubernetes/metadata';
import { isPort } from '../../kit/formats/formats';
import { isBlock } from '../../kit/json';
import type { Problem } from '../../kit/problems';
import { readYaml } from '../../kit/read-yaml';
import { INJECTION } from '../../problems/installation/injection';
import { KUBERNETES } from '../../problems/objects/kubernetes';
import type { IstioProps } from '../props';
import { traits } from '../versions';
import { GATEWAY_TEMPLATES } from './config';

/** What istiod would not inject with, as far as the props of a control plane show it. */
export function injectionProblems(istio: IstioProps): readonly Problem[] {
  const { injection, proxy } = istio;
  const { defaultTemplates, templates } = injection;
  const known = [...traits(istio).templates, ...Object.keys(templates)];
  const twice = new Set(defaultTemplates.filter((name, i) => defaultTemplates.indexOf(name) !== i));
  return [
    ...defaultTemplates.flatMap((name) =>
      known.includes(name) ? [] : [INJECTION.template(name, [...new Set(known)].sort())],
    ),
    ...defaultTemplates.flatMap((name) =>
      GATEWAY_TEMPLATES.includes(name) && !Object.hasOwn(templates, name) ? [INJECTION.gatewayTemplate(name)] : [],
    ),
    ...[...twice].map((name) => INJECTION.twice(name)),
    // istiod leaves out what it cannot read.
    ...(['alwaysInject', 'neverInject'] as const)
      .flatMap((field) =>
        injection[field].flatMap((selector, i) => selectorProblems(`injection.${field}[${i}]`, selector)),
      )
      .map(({ path, fact, remedy }) => KUBERNETES.invalid(path, fact, remedy)),
    ...Object.entries(templates).flatMap(([name, text]) => (typeof text === 'string' ? textProblems(name, text) : [])),
    ...(Number.isInteger(proxy.statusPort) && proxy.statusPort >= 0 && proxy.statusPort <= 65535
      ? []
      : [INJECTION.statusPort(proxy.statusPort)]),
    ...(proxy.stsPort === undefined || isPort(proxy.stsPort) ? [] : [INJECTION.stsPort(proxy.stsPort)]),
  ];
}

function textProblems(name: string, text: string): readonly Problem[] {
  if (text.includes('{{')) {
    const fact = unfinished(text);
    return fact === undefined ? [] : [INJECTION.unfinished(name, fact)];
  }
  try {
    const patch = readYaml(text);
    return isBlock(patch) ? [] : [INJECTION.templateYaml(name, 'it is no block of fields')];
  } catch (error) {
    return [
      INJECTION.templateYaml(name, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)),
    ];
  }
}

/** What keeps Go from reading a template, as far as its brackets show it. */
function unfinished(text: string): string | undefined {
  let open = 0;
  // An action ends at the first }} outside of its strings and comments.
  const action = /\{\{-?\s*(?:\/\*[\s\S]*?\*\/|((?:"(?:\\.|[^"\\])*"|`[^`]*`|[^"`}]|\}(?!\}))*?))\s*-?\}\}/g;
  const outside = text.replace(action, (_, code: string | undefined) => {
    if (/^(if|range|with|define|block)\b/.test(code ?? '')) open++;
    if (/^end\b/.test(code ?? '')) open--;
    return '';
  });
  if (outside.includes('{{')) return 'an action is not closed';
  if (open > 0) return `${open} of its blocks ${open === 1 ? 'has' : 'have'} no end`;
  return open < 0 ? 'it has an end without a beginning' : undefined;
}
