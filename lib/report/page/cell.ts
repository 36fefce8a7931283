import type { Workload } from '../../model/workloads/workloads';
import { namedIn } from '../places';
import type { Cell, Column } from '../request/cells';
import { el } from './dom';
import { objectList } from './objects';
import type { Doors } from './state';

/** A caller in the table; none is somebody without a proxy. */
export const nameOf = (from: Workload | undefined): string =>
  from === undefined ? 'somebody without a proxy' : `${from.namespace}/${from.name}`;

/** What decides one cell. */
export function explained(
  cluster: string,
  from: Workload | undefined,
  column: Column,
  { verdict, state: kind }: Cell,
  doors: Doors,
): readonly Node[] {
  const { security, by, pods, status, stoppedBy } = verdict;
  const policy = security.by.includes('/') ? `PeerAuthentication ${security.by}` : security.by;
  const asked = {
    from: from === undefined ? '' : `workload ${from.namespace}/${from.name}`,
    host: column.callee.host,
    port: column.callee.port,
  };
  return [
    el('p', {}, el('b', {}, nameOf(from)), ' → ', el('b', {}, column.name)),
    el(
      'p',
      { class: `verdict ${kind}` },
      verdict.allowed ? 'allowed' : status === undefined ? 'no connection' : `refused with ${status}`,
      ` by ${pods}`,
    ),
    el('p', { class: 'sentence' }, by),
    kind === 'some' && el('p', {}, 'That is of a GET of “/”; its policies let other requests through.'),
    stoppedBy.length === 0 &&
      el(
        'p',
        { class: 'soft' },
        `${security.mutual ? 'Mutual TLS' : 'Plain text'}; the pods take ${security.mode === 'none' ? 'what comes' : security.mode}, as ${policy} says.`,
      ),
    el(
      'p',
      { class: 'buttons' },
      el('button', { type: 'button', click: () => doors.ask(cluster, asked) }, 'Try a request'),
    ),
    el('h3', {}, 'Objects that decide it'),
    objectList(cluster, [...namedIn(by), ...namedIn(policy), ...stoppedBy.map((one) => `NetworkPolicy ${one}`)]),
  ].flatMap((one) => (one === false ? [] : [one]));
}
