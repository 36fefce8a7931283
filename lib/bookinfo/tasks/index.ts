import { allV1 } from './all-services/all-v1';
import { destinationRules } from './all-services/destination-rules';
import { destinationRulesMtls } from './all-services/destination-rules-mtls';
import { strictMtls } from './all-services/strict-mtls';
import { detailsV2 } from './details/details-v2';
import { egressGoogleApis } from './details/egress-google-apis';
import { faultDetailsV1 } from './details/fault-details-v1';
import { acmeChallenge } from './edge/acme-challenge';
import { certificate } from './edge/certificate';
import { ingress } from './edge/ingress';
import { ratelimit } from './edge/ratelimit';
import { ratingsDb } from './ratings/ratings-db';
import { ratingsMysql } from './ratings/ratings-mysql';
import { ratingsMysqlVm } from './ratings/ratings-mysql-vm';
import { ratingsTestAbort } from './ratings/ratings-test-abort';
import { ratingsTestDelay } from './ratings/ratings-test-delay';
import { reviews50V3 } from './reviews/reviews-50-v3';
import { reviews8020 } from './reviews/reviews-80-20';
import { reviews9010 } from './reviews/reviews-90-10';
import { reviewsJasonV2V3 } from './reviews/reviews-jason-v2-v3';
import { reviewsRandom } from './reviews/reviews-random';
import { reviewsTestV2 } from './reviews/reviews-test-v2';
import { reviewsV1 } from './reviews/reviews-v1';
import { reviewsV2V3 } from './reviews/reviews-v2-v3';
import { reviewsV3 } from './reviews/reviews-v3';
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
