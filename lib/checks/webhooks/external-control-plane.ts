import { isIP } from 'node:net';
import type { Mesh } from '../../model/mesh';
import { webhooksOf } from '../../model/webhooks';
import { ISTIO_WEBHOOKS } from '../../problems/istio/webhooks-of-istio';
import type { Finding, Rule } from '../rule';

/** Names that istiod's webhooks have in an installation. */
const VALIDATORS = /^(istiod-default-validator$|istio-validator)/;
const INJECTORS = /^istio-sidecar-injector/;

const configurations = (mesh: Mesh) => [
  ...mesh.ValidatingWebhookConfiguration.filter(({ name }) => VALIDATORS.test(name)),
  ...mesh.MutatingWebhookConfiguration.filter(({ name }) => INJECTORS.test(name)),
];

export const externalControlPlane: Rule = {
  name: 'external-control-plane',
  codes: ['IST0163', 'IST0164'],
  severity: 'warning',
  about: 'a webhook of Istio asks a Service, or a URL with a host name',
  reads: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
  find: (mesh) =>
    configurations(mesh).flatMap((one) =>
      webhooksOf(one).flatMap((hook): readonly Finding[] => {
        const { name, clientConfig: { url, service } = {} } = hook;
        const where = { place: one.place, at: [hook, 'clientConfig', 'url'] as const };
        if (url === undefined)
          return service === undefined ? [{ ...where, problem: ISTIO_WEBHOOKS.badUrl(name, '') }] : [];
        if (!URL.canParse(url)) return [{ ...where, problem: ISTIO_WEBHOOKS.badUrl(name, url) }];
        const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
        return isIP(host) === 0 ? [] : [{ ...where, severity: 'info', problem: ISTIO_WEBHOOKS.addressUrl(name, url) }];
      }),
    ),
};
