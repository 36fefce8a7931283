import { Agent } from 'node:https';
import { faultAt, steady } from '../traffic/steady';
import type { Lab } from './lab';
import { HOST, TIMES } from './mesh';
import { asked, shown } from './wire';

const HOUR = 3600;

/** What a client outside sees of the gateway's certificate, before and after cert-manager renews it. */
export async function gateways(lab: Lab): Promise<void> {
  const end = { host: await lab.loadBalancer(), port: 443, name: HOST };
  const authority = lab.text('gateways-cert.pem');
  const page = { url: `https://${end.host}/`, headers: { host: HOST }, ca: authority };
  await lab.becomes('the shop answers by HTTPS, to who trusts the authority of gateways alone', 'whole', async () => {
    return (await faultAt(page)) ?? 'whole';
  });
  const first = await shown(end, authority);
  lab.report('certificates: the gateway shows one for its host', first.names === `DNS:${HOST}`, first.names);
  lab.report(
    'certificates: it lasts as long as is written',
    first.lasts === HOUR,
    `${first.lasts} s, written ${TIMES.duration}`,
  );
  const ofTheMesh = await shown(end, lab.text('root-cert.pem'));
  const apart = first.trusted && !ofTheMesh.trusted;
  lab.report("certificates: it is of the authority of gateways, and not of the mesh's", apart, `${apart}`);

  lab.asking('a browser', steady([page]));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const before = await asked(end, { agent });
  await lab.becomes('cert-manager renews it, and the gateway shows the new one', 'another', async () => {
    const { serial, trusted } = await shown(end, authority);
    return serial !== first.serial && trusted ? 'another' : `${serial} as before`;
  });
  const after = await asked(end, { agent });
  const goesOn = after.status === 200 && after.from === before.from;
  lab.report(
    'certificates: a connection of before goes on',
    goesOn,
    `${after.status}, ports ${before.from} ${after.from}`,
  );
  agent.destroy();
  await lab.answered('as it is renewed');
}
