import { catalogue } from '../../kit/problems';

/** Istio's webhooks. Codes are those of Istio's own analyzers. */
export const ISTIO_WEBHOOKS = catalogue({
  invalid: [
    'IST0139',
    (name: string, wrong: { readonly others: readonly string[] } | { readonly service: string }) =>
      'others' in wrong
        ? [
            `the webhook ${name} takes the same pods as ${wrong.others.join(', ')}, so that they may be injected twice`,
            'give each selectors of its own, by revisions and tags',
          ]
        : [
            `the webhook ${name} asks the Service ${wrong.service}, which does not exist`,
            'install that control plane, or remove the webhook',
          ],
  ],
  badUrl: [
    'IST0163',
    (name: string, url: string) => [
      `the webhook ${name} has ${url === '' ? 'neither a URL nor a Service' : `the URL "${url}", which is none`}`,
      'give it the https address of the external control plane',
    ],
  ],
  addressUrl: [
    'IST0164',
    (name: string, url: string) => [
      `the webhook ${name} asks ${url}, an address instead of a host name`,
      'give a name, which survives a new load balancer and can have a certificate',
    ],
  ],
});
