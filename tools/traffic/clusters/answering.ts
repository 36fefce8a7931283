import type { Member } from './clusters';

export const [CART, STOCK] = ['http://cart.shop:8080/', 'http://stock.shop:8080/'] as const;
/** So many answers that one of two alike clusters is not left out by chance. */
const MANY = 60;

/** Who answers a pod: versions are called like their clusters; else the status. */
export async function answering(member: Member, app: string, url: string, times = MANY): Promise<string> {
  const answers = member.ask(await member.pod('shop', app), url, { times });
  const who = answers.map(({ status, body }) => (status === 200 ? String(JSON.parse(body).version) : String(status)));
  return [...new Set(who)].sort().join(' ');
}

/** Each pod with how often its containers have been started again. */
const RESTARTS = 'jsonpath={range .items[*]}{.metadata.name} {.status.containerStatuses[*].restartCount}{"\\n"}{end}';

/** Holds that no container has ended but those of `killed`. */
export async function quiet(member: Member, killed?: RegExp): Promise<void> {
  const lines = (await member.kubectl('get', 'pods', '-A', '-o', RESTARTS)).split('\n');
  const ended = lines.filter((line) => / [1-9]/.test(line) && killed?.test(line) !== true);
  member.verdict('no container ended by itself', ended.length === 0, ended.join(', '));
}
