import type { ObjectPatch } from '../../installation/changes/patches';
import type { Environment, EnvironmentGateway } from '../../installation/environment';
import { type Block, blockOf } from '../../kit/json';
import { IMPORT } from '../../problems/commands/import';
import type { Component } from '../component';
import { type Taken, withPatches } from '../environment';
import type { Installation } from '../installation';
import { objectsOf, type Written } from '../objects';
import { type Report, type Row, Said, taken } from '../values/row';
import { patchBetween } from './changes';
import { FIELDS, postProcessed } from './post-process';
import { CNI_K8S, GATEWAY_K8S, PILOT_K8S, ZTUNNEL_K8S } from './props';

/** What of an environment a component's chart makes. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  pilot: ['ControlPlanes'],
  cni: ['Cni'],
  ztunnel: ['Ztunnel'],
  base: ['Reader'],
};

const TABLES: Readonly<Record<string, readonly Row<Environment>[]>> = {
  pilot: PILOT_K8S,
  cni: CNI_K8S,
  ztunnel: ZTUNNEL_K8S,
  base: [],
};

/** Fields that are read by no table become patches; those that nothing reads are reported. */
const saidOf = (component: Component, report: Report) => new Said(component.k8s, report, (path) => `k8s.${path}`);

/** Tables that stay silent about what the others do. */
const rest = <T extends object>(table: readonly Row<T>[], component: Component, name: string, report: Report) => {
  const handled = [...Object.keys(FIELDS), 'overlays'];
  for (const key of Object.keys(blockOf(component.k8s.at([]))))
    if (!handled.includes(key))
      report.leave(component.k8s.place([key]), IMPORT.noValue(`${name}.k8s.${key}`, 'istioctl', undefined));
  const read = new Set(table.flatMap(({ values }) => values));
  const unread = Object.keys(blockOf(component.k8s.at([]))).filter((key) => !read.has(key));
  return [...table, { values: unread, set: () => undefined }];
};

/** The environment with everything that `k8s` says: as props where there are some, and as patches for the rest. */
export function withK8s(found: Taken, installation: Installation, report: Report): Taken {
  const components = Object.entries(installation.components);
  const gateways = installation.gateways.flatMap(({ key, component }) =>
    component !== undefined && Object.keys(blockOf(component.k8s.at([]))).length > 0 ? [{ key, component }] : [],
  );
  if (components.length + gateways.length === 0) return found;
  const before = objectsOf(found.environment);
  const props = components.reduce(
    (environment, [name, component]) =>
      taken(
        environment,
        rest(TABLES[name] ?? [], component, `components.${name}`, report),
        saidOf(component, report),
        'istioctl',
      ),
    found.environment,
  );
  const environment: Environment = {
    ...props,
    gateways: {
      ...props.gateways,
      ...Object.fromEntries(
        gateways.map(({ key, component }): [string, EnvironmentGateway] => [
          key,
          taken(
            props.gateways[key] as EnvironmentGateway,
            rest(GATEWAY_K8S, component, `gateway ${component.workload.name}`, report),
            saidOf(component, report),
            'istioctl',
          ),
        ]),
      ),
    },
  };
  const after = new Map(objectsOf(environment).map((one) => [one.address, one.object]));
  const wanted = [
    ...components.map(([name, component]) => ({ component, parts: PARTS[name] ?? [] })),
    ...gateways.map(({ key, component }) => ({ component, parts: [`Gateway-${key}`] })),
  ];
  const patches = wanted.flatMap(({ component, parts }) =>
    remaining(
      before.filter(({ part }) => parts.includes(part)),
      after,
      component,
      report,
    ),
  );
  return { ...found, environment: withPatches(environment, patches) };
}

/** What istioctl makes of objects, as far as props do not. */
function remaining(
  before: readonly Written[],
  after: ReadonlyMap<string, Block>,
  component: Component,
  report: Report,
): readonly ObjectPatch[] {
  const wanted = postProcessed(
    before.map(({ object }) => object),
    component,
    report,
  );
  return before.flatMap(({ address, object }, i) => {
    const [now, then] = [after.get(address), wanted[i]];
    const isTouched = then !== object;
    const patch = isTouched && now !== undefined && then !== undefined ? patchBetween(address, now, then) : undefined;
    return patch ?? [];
  });
}
