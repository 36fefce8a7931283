import { join } from 'node:path';
import { ARGOCD } from './lib/delivery/argocd/props';
import { runSynth } from './lib/delivery/synth';
import { ENVIRONMENTS } from './lib/environments';

// Every environment becomes a folder of dist/, every stage of its installation a file in it; dist/argocd/ delivers them.
runSynth(ENVIRONMENTS, join(__dirname, 'dist'), process.env['CDK8S_OUTDIR'], ARGOCD);
