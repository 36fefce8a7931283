import { ExternalService } from '../../../mesh/edge/external-service';
import { Route } from '../../../mesh/route/route';
import { http, https } from '../../../mesh/services/ports';
import { DestinationPolicy } from '../../../mesh/traffic/destination-policy';
import type { Task } from '../task';

/** Version 2 of details may call Google in plain HTTP; its sidecar makes TLS of it. */
export const egressGoogleApis: Task = {
  purpose: 'Version 2 of details may call Google in plain HTTP; its sidecar makes TLS of it.',
  apply: ({ scope }) => {
    const google = new ExternalService(scope, 'googleapis', {
      hosts: ['www.googleapis.com'],
      ports: [http(80), https(443)],
    });
    new Route(scope, 'rewrite-port-for-googleapis', {
      service: google,
      http: [{ match: { port: 80 }, to: google.port(443) }],
    });
    new DestinationPolicy(scope, 'originate-tls-for-googleapis', {
      service: google,
      loadBalancer: 'ROUND_ROBIN',
      ports: [{ port: google.port(443), policy: { tls: { mode: 'SIMPLE' } } }],
    });
  },
};
