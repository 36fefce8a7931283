import type { Construct } from 'constructs';
import { isDnsLabel } from '../kit/formats/formats';
import { isBlock, shown } from '../kit/json';
import { message, refuse } from '../kit/problems';
import { INSTALL } from '../problems/installation/install';
import { PROPS } from '../problems/objects/props';

/** An environment is named as its folder in `dist/`, and objects of its delivery after it: `acme`, or `acme/east`. */
const isName = (name: unknown): name is string =>
  typeof name === 'string' && name.length <= LONGEST && name.split('/').every(isDnsLabel);

/** With a prefix it still is a name of Kubernetes, or the value of a label. */
const LONGEST = 53;

/** Names that no folder can have, or that two environments share; all of them at once. */
export function nameProblems(environments: readonly { readonly name: string }[]): readonly string[] {
  const odd = environments.flatMap((one, i) =>
    isBlock(one) ? [] : [PROPS.kind(`environments[${i}]`, shown(one), 'an Environment')],
  );
  if (odd.length > 0) return odd.map((problem) => message(problem, 'environments'));
  const names = environments.map(({ name }) => name);
  return [
    ...names
      .filter((name) => !isName(name))
      .map((name) => message(INSTALL.environmentName(String(name)), 'environments')),
    ...[...new Set(names.filter((name, i) => names.indexOf(name) !== i))].map((name) =>
      message(INSTALL.environmentTwice(name), 'environments'),
    ),
  ];
}

/** The name as the id of a construct. @throws MESH863 for what is no name, MESH864 for one that is there already */
export function freeName(scope: Construct, name: string): string {
  if (!isName(name)) refuse(scope, INSTALL.environmentName(String(name)));
  if (scope.node.tryFindChild(name) !== undefined) refuse(scope, INSTALL.environmentTwice(name));
  return name;
}
