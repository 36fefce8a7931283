import { join } from 'node:path';
import { STAGES, stageOfFile } from '../../lib/delivery/order/stages';
import { render } from '../../lib/delivery/render';
import type { Environment } from '../../lib/installation/environment';
import { Istiod } from '../lab/istiod';
import { Lab, until } from '../lab/lab';
import { node } from '../lab/nodes';
import type { Report } from '../traffic/report';

const WAVES = [...new Set(STAGES.map(({ wave }) => wave))].sort((a, b) => a - b);
/** The wave of what istiod's webhook judges. */
const JUDGED = 50;

/**
 * The stages in the order of their waves on a real API server with a real istiod, without an Argo CD: what each wave needs is there, nothing
 * starts uninjected, and with istiod down all that mends it is still taken.
 */
export async function waves(environment: Environment, report: Report): Promise<void> {
  const files = render([environment]);
  const lab = await Lab.open();
  const istiod = new Istiod(lab);
  const stop = node(lab, istiod.runs);
  const { name } = environment;
  lab.write('dist', files);
  const apply = (path: string): boolean => {
    try {
      lab.kubectl('apply', '--server-side', '--force-conflicts', '-f', join(lab.folder, 'dist', path));
      return true;
    } catch {
      return false;
    }
  };
  const inWave = (wave: number) =>
    [...files.keys()]
      .filter((path) => path.startsWith(`${name}/`) && stageOfFile(path)?.wave === wave)
      .map((path) => path.slice(name.length + 1));
  try {
    apply('crds');
    lab.kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all');
    const refused: string[] = [];
    for (const wave of WAVES) {
      for (const file of inWave(wave)) if (!(await until(() => apply(`${name}/${file}`), 60))) refused.push(file);
      // Argo CD waits for the health of what it has applied; only istiod takes time before the last wave.
      if (inWave(wave).some((file) => file.includes('istiod')) && !(await istiod.start())) refused.push('istiod');
    }
    report(
      'the server takes the stages in the order of their waves',
      refused.length === 0,
      refused.join(', ') || 'all',
    );

    const pods = () =>
      lab.kubectl(
        '-n',
        'bookinfo',
        'get',
        'pods',
        '-o',
        'jsonpath={range .items[*]}{.spec.initContainers[*].name};{end}',
      );
    await until(() => pods().split(';').length > 6, 60);
    const injected = pods().split(';').slice(0, -1);
    report('no pod starts uninjected', injected.length > 5 && injected.every((one) => one !== ''), injected.join(' '));

    istiod.stop();
    const mending = WAVES.filter((wave) => wave < JUDGED).flatMap(inWave);
    const untaken = mending.filter((file) => !apply(`${name}/${file}`));
    report('with istiod down, what mends it is taken', untaken.length === 0, untaken.join(', ') || mending.join(', '));
    const judged = inWave(JUDGED).every((file) => !apply(`${name}/${file}`));
    report('and only what it judges is not', judged, judged ? 'refused' : 'taken');
    const back = await istiod.start();
    const taken = await until(() => inWave(JUDGED).every((file) => apply(`${name}/${file}`)), 60);
    report('with istiod back, that is taken too', back && taken, taken ? 'taken' : 'refused');
  } finally {
    await stop();
    await lab.close();
  }
}
