import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { StringMap } from '../../kit/formats/labels';
import { refuse } from '../../kit/problems';
import { CHECKS } from '../../problems/objects/checks';
import type { Environment } from '../environment';
import { asJson } from './as-json';

/** Gives every object below `scope` the environment's labels and annotations; what an object says itself stays. */
export function addMetadata(scope: Construct, { labels = {}, annotations = {} }: Environment): void {
  if (Object.keys(labels).length + Object.keys(annotations).length === 0) return;
  // cdk8s takes a block with such a key for an instance of a class; once is enough to say so.
  if (Object.hasOwn({ ...labels, ...annotations }, 'constructor'))
    refuse(scope, CHECKS.unwritable('environment', 'its labels or annotations have the key "constructor"'));
  for (const object of scope.node.findAll()) {
    if (!ApiObject.isApiObject(object)) continue;
    const { metadata } = object;
    const own = (asJson(metadata) ?? {}) as { readonly labels?: StringMap; readonly annotations?: StringMap };
    for (const [key, value] of Object.entries(labels))
      if (!Object.hasOwn(own.labels ?? {}, key)) metadata.addLabel(key, value);
    for (const [key, value] of Object.entries(annotations))
      if (!Object.hasOwn(own.annotations ?? {}, key)) metadata.addAnnotation(key, value);
  }
}
