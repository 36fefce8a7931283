import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { StringMap } from '../../kit/formats/labels';
import type { Environment } from '../environment';
import { asJson } from './as-json';

/** Gives every object below `scope` the environment's labels and annotations; what an object says itself stays. */
export function addMetadata(scope: Construct, { labels = {}, annotations = {} }: Environment): void {
  if (Object.keys(labels).length + Object.keys(annotations).length === 0) return;
  for (const object of scope.node.findAll()) {
    if (!ApiObject.isApiObject(object)) continue;
    const { metadata } = object;
    const own = (asJson(metadata) ?? {}) as { readonly annotations?: StringMap };
    for (const [key, value] of Object.entries(labels))
      if (metadata.getLabel(key) === undefined) metadata.addLabel(key, value);
    for (const [key, value] of Object.entries(annotations))
      if (own.annotations?.[key] === undefined) metadata.addAnnotation(key, value);
  }
}
