import { hostHolds } from '../../model/hosts/holding';
import type { Mesh } from '../../model/mesh';
import { proxied } from '../../simulator/policies/security';
import type { PodVerdict } from '../../simulator/policies/verdict';
import { serversAt } from '../graph/nodes';
import { namedIn } from '../places';
import { type Answer, type Asked, senderOf } from './ask';

/** One thing that happens to a request. */
export interface Step {
  readonly title: string;
  readonly text: string;
  readonly state: 'passes' | 'stops' | 'note';
  /** Keys of the objects that decide it. */
  readonly objects: readonly string[];
}

const step = (
  title: string,
  text: string,
  state: Step['state'] = 'passes',
  objects: readonly string[] = namedIn(text),
): Step => ({ title, text, state, objects });

const PROXIES = {
  sidecar: 'its sidecar sends it',
  ztunnel: "its node's ztunnel sends it",
  none: 'it has no proxy: its packets go out as they are',
} as const;

function sender(mesh: Mesh, { from }: Asked): Step {
  const { entry, workload } = senderOf(mesh, from);
  if (entry !== undefined)
    return step('Enters', `from outside, at Gateway ${entry.name}`, 'passes', [`Gateway ${entry.name}`]);
  if (workload === undefined) return step('Sender', 'somebody without a proxy, as from outside the mesh', 'note');
  return step('Sender', `${workload.namespace}/${workload.name}: ${PROXIES[proxied(mesh, workload)]}`, 'passes', [
    `${workload.kind} ${workload.namespace}/${workload.name}`,
  ]);
}

/** The servers that take a host, of the port that is meant. */
function server(mesh: Mesh, { host, port }: Asked, { entry, outcome }: Answer): readonly Step[] {
  if (entry === undefined) return [];
  const bare = host.replace(/:\d+$/, '');
  const all = serversAt(mesh, entry).filter((one) => port === undefined || one.port === port);
  const taking = all.filter(({ hosts }) => hosts.some((one) => hostHolds(one, bare)));
  const shown = (one: (typeof all)[number]) =>
    `${one.protocol} ${one.port}, hosts ${one.hosts.join(', ')}${one.tls === '' ? '' : `, TLS: ${one.tls}`}`;
  const [first] = taking;
  if (first !== undefined) return [step('Server', shown(first), 'passes', [`Gateway ${entry.name}`])];
  const isTaken = outcome.targets.length > 0;
  return [
    step(
      'Server',
      isTaken ? 'another server of these pods takes the host' : `no server of ${entry.name} takes the host ${bare}`,
      isTaken ? 'note' : 'stops',
      [`Gateway ${entry.name}`],
    ),
  ];
}

function effects({ path }: Asked, { outcome }: Answer): readonly Step[] {
  const { delay, abort, location, status, timeout, retries, mirrors } = outcome;
  const isRewritten = outcome.targets.length > 0 && outcome.path !== path.replace(/\?.*/, '');
  return [
    ...(delay === undefined ? [] : [step('Delay', `${delay.percent}% wait ${delay.fixed}`, 'note')]),
    ...(abort === undefined
      ? []
      : [
          step(
            'Abort',
            `${abort.percent}% are answered with ${abort.status}`,
            abort.percent === 100 ? 'stops' : 'note',
          ),
        ]),
    ...(location === undefined ? [] : [step('Redirect', `${status ?? 301} to ${location}`, 'stops')]),
    ...(status === undefined || location !== undefined
      ? []
      : [step('Answer', `${status}, and no service is asked`, 'stops')]),
    ...(isRewritten ? [step('Rewrite', `the service is asked for ${outcome.host}${outcome.path}`, 'note')] : []),
    ...(timeout === undefined ? [] : [step('Timeout', `after ${timeout}`, 'note')]),
    ...(retries === undefined ? [] : [step('Retries', `${retries} times`, 'note')]),
    ...mirrors.map(({ host, subset, share }) =>
      step('Mirror', `${share}% are copied to ${host}${subset === undefined ? '' : ` ${subset}`}`, 'note'),
    ),
  ];
}

const secured = ({ security: { mutual, mode, by, broken } }: PodVerdict): Step => {
  const policy = by.includes('/') ? `PeerAuthentication ${by}` : by;
  if (broken !== undefined) return step('TLS', `no connection: ${broken} (${policy})`, 'stops');
  return step(
    'TLS',
    `${mutual ? 'mutual TLS' : 'plain text'}; the pods take ${mode === 'none' ? 'what comes' : mode} (${policy})`,
    mutual ? 'passes' : 'note',
  );
};

function judged(verdict: PodVerdict): readonly Step[] {
  const { pods, allowed, by, status, stoppedBy, authorizers, audited } = verdict;
  if (stoppedBy.length > 0) return [step(pods, `no packet passes: NetworkPolicy ${stoppedBy.join(', ')}`, 'stops')];
  const more = [
    ...authorizers.map((one) => step('Authorizer', `${one} is asked, and may refuse it`, 'note')),
    ...audited.map((one) => step('Audit', one, 'note')),
  ];
  if (verdict.security.broken !== undefined) return [secured(verdict)];
  const said = allowed
    ? `${pods} takes it: ${by}`
    : `${pods} refuses it${status === undefined ? '' : ` with ${status}`}: ${by}`;
  return [secured(verdict), ...more, step('Policy', said, allowed ? 'passes' : 'stops')];
}

/** What happens to a request, one thing after the other. */
export function stepsOf(mesh: Mesh, asked: Asked, answer: Answer): readonly Step[] {
  const { outcome, verdicts } = answer;
  const isMatched = outcome.targets.length > 0 || outcome.status !== 404;
  return [
    sender(mesh, asked),
    ...server(mesh, asked, answer),
    step('Rule', isMatched ? outcome.by : `nothing matches at ${outcome.by}`, isMatched ? 'passes' : 'stops'),
    ...effects(asked, answer),
    ...verdicts.flatMap(({ target, verdict }) => [
      step(
        'Target',
        `${Math.round(target.share * 10) / 10}% to ${target.host}${target.subset === undefined ? '' : ` ${target.subset}`}${target.port === undefined ? '' : `, port ${target.port}`}`,
      ),
      ...(verdict?.pods.flatMap(judged) ?? [step('Outside', 'what it says is not known here', 'note')]),
    ]),
  ];
}

/** The whole of it in a few words. */
export function summaryOf({ outcome: { targets, status, location }, verdicts }: Answer): {
  readonly text: string;
  readonly isGood: boolean;
} {
  if (location !== undefined) return { text: `redirected to ${location}`, isGood: true };
  if (targets.length === 0)
    return { text: `answered ${status ?? 404} on the way`, isGood: status !== undefined && status < 400 };
  const pods = verdicts.flatMap(({ verdict }) => verdict?.pods ?? []);
  const refused = pods.filter(({ allowed }) => !allowed);
  if (refused.length === 0)
    return {
      text: `reaches ${[...new Set(targets.map(({ host, subset }) => `${host.replace(/\.svc$/, '')}${subset === undefined ? '' : ` ${subset}`}`))].join(', ')}`,
      isGood: true,
    };
  const how = refused[0]?.status === undefined ? 'no connection' : String(refused[0].status);
  return {
    text:
      refused.length === pods.length
        ? `refused: ${how}`
        : `refused by some: ${how} from ${refused.map((one) => one.pods).join(', ')}`,
    isGood: false,
  };
}
