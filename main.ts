import { join } from 'node:path';
import { DELIVERY } from './lib/delivery/program/props';
import { runSynth } from './lib/delivery/program/synth';
import { ENVIRONMENTS } from './lib/environments';

// Every environment becomes a folder of dist/, every stage of its installation a file in it; those that say who delivers them
// also get what delivers them, such as dist/argocd/.
runSynth(ENVIRONMENTS, join(__dirname, 'dist'), DELIVERY);
