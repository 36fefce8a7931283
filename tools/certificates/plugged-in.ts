import { faultAt } from '../traffic/steady';
import { clientCertificate, IDENTITY, statusOf } from './clients';
import { commandsBelow, types } from './guide';
import type { Lab } from './lab';
import { OF_THE_MESH, shown } from './wire';

/** Roots that namespaces are told, each once. */
async function told(lab: Lab): Promise<readonly string[]> {
  const command = ['get', 'configmaps', '-A', '--field-selector=metadata.name=istio-ca-root-cert', '-o', 'json'];
  const { items } = JSON.parse(await lab.kubectl(...command)) as {
    readonly items: readonly { readonly data: Readonly<Record<string, string>> }[];
  };
  return [...new Set(items.map(({ data }) => data['root-cert.pem'] ?? ''))];
}

/** The keys that the guide makes, before the mesh. */
export async function beginPluggedIn(lab: Lab): Promise<void> {
  await lab.guide('An authority of your own for gateways');
  await lab.guide('A root of your own');
  await lab.apply();
}

/** istiod signs by the intermediate in `cacerts`, and workloads take whom its root vouches for, and nobody else. */
export async function pluggedIn(lab: Lab): Promise<void> {
  const root = lab.text('root-cert.pem');
  const caller = await lab.pod('shop', 'caller');
  await lab.becomes('one workload calls the other', '200', () => String(lab.status(caller, 'http://web.shop:8080/')));
  for (const app of ['web', 'caller']) {
    const { names, trusted, chain } = await shown(
      { host: await lab.addressOf('shop', app), port: 8080, protocols: OF_THE_MESH },
      root,
    );
    const holds = names === `URI:${IDENTITY}/${app}` && trusted;
    lab.report(`certificates: ${app} shows its name, by our root`, holds, `${names}, ${chain.length} above it`);
  }
  const istiod = await shown({ host: await lab.addressOf('istio-system', 'istiod'), port: 15012 }, root);
  lab.report('certificates: istiod shows one by our root', istiod.trusted, istiod.names.slice(0, 80));
  await lab.becomes('every namespace is told that root', 'it alone', async () => {
    const roots = await told(lab);
    return roots.length === 1 && roots[0]?.trim() === root.trim() ? 'it alone' : `${roots.length} roots`;
  });

  const plain = await faultAt({ url: `http://${await lab.addressOf('shop', 'web')}:8080/`, headers: {} });
  lab.report('certificates: plain text is refused', plain !== undefined, plain ?? 'answered');
  const [nobody, stranger, known] = [
    await statusOf(lab),
    await statusOf(lab, clientCertificate(lab.folder, 'gateways', `${IDENTITY}/caller`)),
    await statusOf(lab, clientCertificate(lab.folder, 'ca', `${IDENTITY}/caller`)),
  ];
  const holds = nobody === 0 && stranger === 0 && known === 200;
  lab.report(
    'certificates: nobody gets in without one, or with one of another root',
    holds,
    `without ${nobody}, of another root ${stranger}, of ours ${known}`,
  );
}

/** Another intermediate of the same root takes one change of `cacerts`. */
export async function intermediate(lab: Lab): Promise<void> {
  const { folder, running } = lab;
  const root = lab.text('root-cert.pem');
  const end = async () => ({ host: await lab.addressOf('istio-system', 'istiod'), port: 15012 });
  const before = await shown(await end(), root);
  const [, ...made] = commandsBelow('A root of your own').filter((command) => !command.startsWith('kubectl'));
  const [, create = ''] = commandsBelow('A root of your own').filter((command) => command.startsWith('kubectl'));
  await types([...made, `${create} --dry-run=client -o yaml | kubectl replace -f -`], folder, running.env);
  await lab.becomes('istiod signs by another intermediate as soon as it is there', 'another', async () => {
    const { chain, trusted } = await shown(await end(), root);
    return trusted && chain[0] !== before.chain[0] ? 'another' : 'the same';
  });
  await lab.answered('with another intermediate');
}
