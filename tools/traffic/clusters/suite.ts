import type { Report } from '../report';
import { primaries } from './primaries';
import { secured } from './secured';
import { external, remote } from './served';

/** What goes on its own, by name: `-- clusters remote`. */
const PARTS: Readonly<Record<string, (report: Report) => Promise<void>>> = { primaries, secured, remote, external };

/** A mesh over two clusters: two API servers, istiods, east-west gateways and pods, each as our objects and the guide's commands say. */
export async function clustersTraffic(report: Report): Promise<void> {
  const only = process.argv.slice(3);
  for (const [name, part] of Object.entries(PARTS)) if (only.length === 0 || only.includes(name)) await part(report);
}
