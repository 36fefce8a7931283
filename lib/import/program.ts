import { name } from '../../package.json';
import type { Environment } from '../installation/environment';
import { CNI } from '../istio/nodes/cni/props';
import { ZTUNNEL } from '../istio/nodes/ztunnel/props';
import { PROFILES } from '../istio/profiles';
import type { Taken } from './environment';
import { presetOf } from './gateways';
import type { GivenGateway } from './installation';
import { Code, Override, print } from './print';
import { difference } from './values/difference';
import type { Report } from './values/row';

/** A block as a person would write it: the official one, and what differs. */
function over(name: string, base: object, wanted: object): Code | Override {
  const patch = difference(base, wanted);
  return patch === undefined ? new Code(name) : new Override(name, patch);
}

const PRESETS: Readonly<Record<string, string>> = {
  'rendered ingress': 'ingressGateway',
  'rendered egress': 'egressGateway',
  'injected ingress': 'injectedIngress',
};

const isName = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name);

/** One TypeScript file with the environment. */
export function programOf(found: Taken, gateways: readonly GivenGateway[], report: Report): string {
  const { environment, profile, platform, behaves } = found;
  const names = new Set<string>();
  const use = (name: string): string => {
    names.add(name);
    return name;
  };
  const gatewayTexts = Object.fromEntries(
    gateways.map((gateway) => {
      const preset = use(PRESETS[`${gateway.form} ${gateway.form === 'injected' ? 'ingress' : gateway.side}`] ?? '');
      return [gateway.key, over(preset, presetOf(gateway), environment.gateways[gateway.key] ?? {})];
    }),
  );
  const profileName = `PROFILES${isName(profile) ? `.${profile}` : `['${profile}']`}`;
  use('PROFILES');
  const { istio, cni, ztunnel, ...rest } = environment;
  const isWrapped = platform !== undefined || behaves !== undefined;
  const blocks = (of: Environment) => ({
    istio: over(profileName, PROFILES[profile], of.istio),
    ...(of.cni && { cni: over(use('CNI'), CNI, of.cni) }),
    ...(of.ztunnel && { ztunnel: over(use('ZTUNNEL'), ZTUNNEL, of.ztunnel) }),
  });
  const options = { notes: report.notes };
  const head = { ...rest, gateways: gatewayTexts };
  const doc = `/** ${environment.purpose} */\n`;
  let body: string;
  if (isWrapped) {
    // What the distribution or the older version needs comes before what differs from it.
    const { istio: plain, cni: plainCni, ztunnel: plainZtunnel } = found.plain;
    const base = print({
      ...head,
      ...blocks({
        ...environment,
        istio: plain,
        ...(plainCni && { cni: plainCni }),
        ...(plainZtunnel && { ztunnel: plainZtunnel }),
      }),
    });
    const placed = platform === undefined ? base : `${use('onPlatform')}<Environment>(${base}, '${platform}')`;
    const like =
      behaves === undefined
        ? placed
        : `${use('behavesLike')}${platform === undefined ? '<Environment>' : ''}(${placed}, '${behaves}')`;
    const patch = difference({ ...found.official, ...rest, gateways: {} }, { ...environment, gateways: {} });
    body =
      patch === undefined
        ? `${doc}export const mesh: Environment = ${like};\n`
        : `const official = ${like};\n\n${doc}export const mesh: Environment = ${use('override')}(official, ${print(patch, options)});\n`;
  } else body = `${doc}export const mesh: Environment = ${print({ ...head, ...blocks(environment) }, options)};\n`;
  if (body.includes('override(')) names.add('override');
  const imports = ['type Environment', ...names].sort((a, b) => {
    const plain = (name: string) => name.replace('type ', '').toLowerCase();
    return plain(a) < plain(b) ? -1 : 1;
  });
  return `import { ${imports.join(', ')} } from '${name}';\n\n${body}`;
}
