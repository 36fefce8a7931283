import { Construct } from 'constructs';
import { Listeners } from '../../../mesh/edge/listeners';
import { httpServer } from '../../../mesh/edge/servers';
import { prefix } from '../../../mesh/route/match';
import { Route } from '../../../mesh/route/route';
import { ExistingService } from '../../../mesh/services/existing';
import { http } from '../../../mesh/services/ports';
import type { Task } from '../task';

/** The ingress gateway answers the challenges by which cert-manager gets certificates. */
export const acmeChallenge: Task = {
  purpose: 'The ingress gateway answers the challenges by which cert-manager gets certificates.',
  apply: ({ root, ingress, namespace }) => {
    if (ingress === undefined) return;
    const scope = new Construct(root, `AcmeChallenge-${namespace.name}`);
    const resolver = ExistingService.of({ name: 'cert-manager-resolver', namespace: root.name, ports: [http(8089)] });
    const gateways = new Listeners(scope, 'cert-manager-gateway', { gateway: ingress, servers: [httpServer(80)] });
    const match = { path: prefix('/.well-known/acme-challenge/') };
    new Route(scope, 'cert-manager', { gateways, http: [{ match, to: resolver.port(8089) }] });
  },
};
