/** Lua that Argo CD runs on a live object, `obj`. */

/**
 * istiod with analysis on writes its findings into `status`; without any, a resource that the server took is well. What a route refers to may
 * be further back in the same sync, which waits for the route: so a missing reference (IST0101) holds nothing up.
 */
const ISTIO_RESOURCE = `for _, finding in ipairs((obj.status or {}).validationMessages or {}) do
  local code = finding.type ~= nil and finding.type.code or "IST"
  if (finding.level == "ERROR" or finding.level == 3) and code ~= "IST0101" then
    return { status = "Degraded", message = code .. ": " .. (finding.documentationUrl or "see istioctl analyze") }
  end
end
return { status = "Healthy", message = "" }
`;

/** Until the server behind a webhook has put its CA there, every call of the webhook fails: with this, the next wave waits for it. */
const WEBHOOK = `for _, webhook in ipairs(obj.webhooks or {}) do
  local client = webhook.clientConfig
  if client.service ~= nil and (client.caBundle == nil or client.caBundle == "") then
    return { status = "Progressing", message = webhook.name .. " has no CA yet" }
  end
end
return { status = "Healthy", message = "" }
`;

const WEBHOOKS = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

interface Definition {
  readonly kind: string;
  readonly spec: { readonly group: string; readonly names: { readonly kind: string } };
}

/** Health checks by their keys in Argo CD's own ConfigMap: one for each kind of `definitions`, and for webhooks. */
export function healthChecks(definitions: readonly Definition[]): Readonly<Record<string, string>> {
  const key = (group: string, kind: string) => `resource.customizations.health.${group}_${kind}`;
  const istio = definitions.map(({ spec }) => [key(spec.group, spec.names.kind), ISTIO_RESOURCE] as const);
  const webhooks = WEBHOOKS.map((kind) => [key('admissionregistration.k8s.io', kind), WEBHOOK] as const);
  return Object.fromEntries([...istio, ...webhooks].sort(([a], [b]) => (a < b ? -1 : 1)));
}
