import { acmeChallenge } from './acme-challenge';
import { allV1 } from './all-v1';
import { certificate } from './certificate';
import { destinationRules } from './destination-rules';
import { destinationRulesMtls } from './destination-rules-mtls';
import { detailsV2 } from './details-v2';
import { egressGoogleApis } from './egress-google-apis';
import { faultDetailsV1 } from './fault-details-v1';
import { ingress } from './ingress';
import { ratelimit } from './ratelimit';
import { ratingsDb } from './ratings-db';
import { ratingsMysql } from './ratings-mysql';
import { ratingsMysqlVm } from './ratings-mysql-vm';
import { ratingsTestAbort } from './ratings-test-abort';
import { ratingsTestDelay } from './ratings-test-delay';
import { reviews50V3 } from './reviews-50-v3';
import { reviews8020 } from './reviews-80-20';
import { reviews9010 } from './reviews-90-10';
import { reviewsJasonV2V3 } from './reviews-jason-v2-v3';
import { reviewsRandom } from './reviews-random';
import { reviewsTestV2 } from './reviews-test-v2';
import { reviewsV1 } from './reviews-v1';
import { reviewsV2V3 } from './reviews-v2-v3';
import { reviewsV3 } from './reviews-v3';
import { strictMtls } from './strict-mtls';
import type { Task } from './task';

/** Every task, by the name that an environment switches it on with. */
export const TASKS = {
  'acme-challenge': acmeChallenge,
  'all-v1': allV1,
  certificate,
  'destination-rules': destinationRules,
  'destination-rules-mtls': destinationRulesMtls,
  'details-v2': detailsV2,
  'egress-google-apis': egressGoogleApis,
  'fault-details-v1': faultDetailsV1,
  ingress,
  ratelimit,
  'ratings-db': ratingsDb,
  'ratings-mysql': ratingsMysql,
  'ratings-mysql-vm': ratingsMysqlVm,
  'ratings-test-abort': ratingsTestAbort,
  'ratings-test-delay': ratingsTestDelay,
  'reviews-50-v3': reviews50V3,
  'reviews-80-20': reviews8020,
  'reviews-90-10': reviews9010,
  'reviews-jason-v2-v3': reviewsJasonV2V3,
  'reviews-random': reviewsRandom,
  'reviews-test-v2': reviewsTestV2,
  'reviews-v1': reviewsV1,
  'reviews-v2-v3': reviewsV2V3,
  'reviews-v3': reviewsV3,
  'strict-mtls': strictMtls,
} as const satisfies Readonly<Record<string, Task>>;
export type TaskName = keyof typeof TASKS;
