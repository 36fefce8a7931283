import type { Schema } from './openapi/openapi';

// In Kubernetes' own types null stands for what is not there: charts print `annotations:` with nothing below.
const TEXT: Schema = { type: 'string', nullable: true };
const TEXTS: Schema = { type: 'object', nullable: true, additionalProperties: TEXT };
const ANY = { 'x-kubernetes-preserve-unknown-fields': true } as const;

/** `metadata` of any object, as far as the model reads it. */
export const METADATA: Schema = {
  type: 'object',
  ...ANY,
  properties: { name: TEXT, namespace: TEXT, labels: TEXTS, annotations: TEXTS },
};

const PORT: Schema = {
  type: 'object',
  ...ANY,
  required: ['port'],
  properties: {
    name: TEXT,
    port: { type: 'integer', minimum: 1, maximum: 65535 },
    targetPort: { 'x-kubernetes-int-or-string': true },
    appProtocol: TEXT,
    protocol: { type: 'string', nullable: true, enum: ['TCP', 'UDP', 'SCTP'] },
  },
};

/** Kinds of Kubernetes itself that rules read, as far as they do: the API server knows the rest. Source: k8s.io/api/core/v1. */
export const CORE: Readonly<Record<string, Schema>> = {
  'v1 Service': {
    type: 'object',
    ...ANY,
    properties: {
      metadata: ANY,
      spec: {
        type: 'object',
        ...ANY,
        properties: { selector: TEXTS, ports: { type: 'array', nullable: true, items: PORT } },
      },
    },
  },
};
