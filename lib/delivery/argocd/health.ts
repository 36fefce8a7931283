/** Lua that Argo CD runs on a live object, `obj`. */

/** istiod writes its findings into `status`; without any, a resource that the server took is well. */
const ISTIO_RESOURCE = `local hs = { status = "Healthy", message = "" }
if obj.status == nil then
  return hs
end
for _, finding in ipairs(obj.status.validationMessages or {}) do
  if finding.level == "ERROR" or finding.level == 3 then
    local code = finding.type ~= nil and finding.type.code or "IST"
    return { status = "Degraded", message = code .. ": " .. (finding.documentationUrl or "see istioctl analyze") }
  end
end
for _, condition in ipairs(obj.status.conditions or {}) do
  if condition.status == "False" and (condition.type == "Reconciled" or condition.type == "Programmed") then
    return { status = "Progressing", message = condition.message or condition.reason or condition.type }
  end
end
return hs
`;

/** Until the server behind a webhook has put its CA there, every call of the webhook fails: the next wave waits for it. */
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
