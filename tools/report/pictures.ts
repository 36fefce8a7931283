import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reports } from '../../lib/delivery/summary/report';
import { demo } from '../../lib/environments/demo';
import { secure } from '../../lib/environments/secure';
import { override } from '../../lib/kit/override';
import { svgOf } from '../../lib/report/picture/svg';
import { fleet } from '../../lib/topology/fleet';

// The pictures of meshes in the documentation: `npm run check` makes them anew.
const canary = override(secure, { name: 'canary', bookinfo: { tasks: ['destination-rules', 'reviews-90-10'] } });
const acme = fleet('fleet', canary, {
  meshId: 'acme',
  trustDomain: 'acme.example',
  networks: [{ name: 'east' }, { name: 'west' }],
  clusters: { east: { network: 'east' }, west: { network: 'west' } },
});
const folder = join(__dirname, '..', '..', 'docs', 'mesh');
mkdirSync(folder, { recursive: true });
for (const report of reports([demo, canary, ...acme])) writeFileSync(join(folder, `${report.name}.svg`), svgOf(report));
