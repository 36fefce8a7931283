import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { rolledOut } from '../../lib/upgrade/kubectl';
import { processOf } from '../traffic/inside';
import { steady } from '../traffic/steady';
import { type ClientCertificate, clientCertificate, IDENTITY, statusOf } from './clients';
import { must } from './installed';
import type { Lab } from './lab';
import { HOST } from './mesh';
import { OF_THE_MESH, shown } from './wire';

const ROOTS = { old: 'root-cert.pem', new: 'new/root-cert.pem' } as const;
type Root = keyof typeof ROOTS;
const PROXIES = [
  ['shop', 'web'],
  ['shop', 'caller'],
  ['istio-system', 'istio-ingressgateway'],
] as const;
/** Requests go on for so long after each change. */
const AFTER = 10_000;

interface Certs {
  readonly certificates: readonly { readonly ca_cert?: readonly { readonly serial_number: string }[] }[];
}

const bare = (serial: string): string => serial.toLowerCase().replace(/^0+/, '');

/** Roots that a proxy trusts, as its Envoy says. */
async function trusts(lab: Lab, namespace: string, app: string): Promise<string> {
  const serials = Object.entries(ROOTS).flatMap(([name, file]) => {
    try {
      return [[bare(new X509Certificate(lab.text(file)).serialNumber), name] as const];
    } catch {
      return []; // It is not made yet.
    }
  });
  const said = lab.inside(await lab.pod(namespace, app), 'curl', '-s', 'http://127.0.0.1:15000/certs');
  const { certificates } = JSON.parse(said || '{"certificates":[]}') as Certs;
  const known = new Set(certificates.flatMap(({ ca_cert = [] }) => ca_cert.map((one) => bare(one.serial_number))));
  return serials.flatMap(([serial, name]) => (known.has(serial) ? [name] : [])).join(' ') || 'none';
}

const everyTrust = async (lab: Lab): Promise<string> => {
  const all: string[] = [];
  for (const [namespace, app] of PROXIES) all.push(await trusts(lab, namespace, app));
  return [...new Set(all)].join(', ');
};

/** Whose root vouches for what workloads show. */
async function signs(lab: Lab): Promise<string> {
  const all = new Set<Root>();
  for (const app of ['web', 'caller'])
    for (const name of Object.keys(ROOTS) as Root[]) {
      const end = { host: await lab.addressOf('shop', app), port: 8080, protocols: OF_THE_MESH };
      if ((await shown(end, lab.text(ROOTS[name]))).trusted) all.add(name);
    }
  return [...all].join(', ') || 'nobody';
}

/** Who is let in, of those whom either root vouches for. */
async function takes(lab: Lab, callers: Readonly<Record<Root, ClientCertificate>>): Promise<string> {
  const all: string[] = [];
  for (const [name, certificate] of Object.entries(callers))
    if ((await statusOf(lab, certificate)) === 200) all.push(name);
  return all.join(' ');
}

/** The steps of the guide, by their headings: who is trusted, and who signs, when each has arrived. */
const STEPS = [
  ['Everybody trusts both', { trusted: 'old new', signing: 'old' }],
  ['The new one signs', { trusted: 'old new', signing: 'new' }],
  ['The old one goes', { trusted: 'new', signing: 'new' }],
] as const;

/** Holds each step of the guide, from before the first on, and that nobody who asks meanwhile is refused. `then`: what each wants beside it. */
async function steps(lab: Lab, then: () => Promise<void> = async () => {}): Promise<void> {
  const { folder } = lab;
  await lab.guide('Another root');
  const callers = {
    old: clientCertificate(folder, 'ca', `${IDENTITY}/caller`),
    new: clientCertificate(folder, 'new/ca', `${IDENTITY}/caller`),
  };
  const before = `${await everyTrust(lab)}; ${await signs(lab)}; ${await takes(lab, callers)}`;
  lab.report('certificates: at first the old root alone', before === 'old; old; old', before);
  await sleep(AFTER);
  await lab.answered('before a change');
  for (const [heading, { trusted, signing }] of STEPS) {
    await lab.guide(heading);
    await then();
    await lab.becomes(`${heading}: every proxy trusts`, trusted, () => everyTrust(lab));
    await lab.becomes(`${heading}: workloads show what is signed by`, signing, () => signs(lab));
    await lab.becomes(`${heading}: let in are those of`, trusted, () => takes(lab, callers));
    await sleep(AFTER);
    await lab.answered(heading);
  }
}

const byTheGateway = async (lab: Lab) =>
  steady([{ url: `http://${await lab.loadBalancer()}/`, headers: { host: HOST } }]);

/** Restarts Deployments of a namespace, and waits for them. */
async function restarted({ running }: Lab, namespace: string, ...names: readonly string[]): Promise<void> {
  for (const name of names)
    for (const line of [
      `kubectl -n ${namespace} rollout restart deployment/${name}`,
      rolledOut(`${namespace}/deployment/${name}`),
    ])
      await must(running.env, 'sh', '-c', line);
}

/** Another root in place of the first, by the guide's three changes of `cacerts`, under requests that never pause. */
export async function rotation(lab: Lab): Promise<void> {
  const web = [{ url: 'http://web.shop:8080/', headers: {} }];
  lab.asking('the other workload', steady(web, processOf(await lab.pod('shop', 'caller'))));
  lab.asking('the gateway', await byTheGateway(lab));
  await steps(lab);
  // Who starts now has known the new one alone.
  await restarted(lab, 'shop', 'web-v1');
  await sleep(AFTER);
  await lab.answered('a pod starts anew');
}

/** The same where istiod takes other roots when it starts, and proxies with their next certificate: each change is followed by restarts. */
export async function restarts(lab: Lab): Promise<void> {
  lab.asking('the gateway', await byTheGateway(lab));
  await steps(lab, async () => {
    await restarted(lab, 'istio-system', 'istiod');
    await restarted(lab, 'shop', 'web-v1', 'caller-v1');
    await restarted(lab, 'istio-system', 'istio-ingressgateway');
  });
}
