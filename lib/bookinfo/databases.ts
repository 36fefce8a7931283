import * as kplus from 'cdk8s-plus-27';
import { Microservice } from '../mesh/services/microservice';
import type { MeshNamespace } from '../mesh/services/namespace';
import { byName, mongo, tcp } from '../mesh/services/ports';
import { image } from './image';

/** Ratings in MongoDB, for version 2 of ratings. Its data lives as long as its pod. */
export class MongoDb extends Microservice {
  constructor(namespace: MeshNamespace) {
    super(namespace, 'mongodb', {
      ports: [byName(mongo(27017))],
      serviceAccount: false,
      versions: {
        v1: {
          image: image('mongodb'),
          pullPolicy: 'IfNotPresent',
          args: ['--ipv6', '--bind_ip_all'],
          emptyDirs: { '/data/db': 'data-db' },
        },
      },
    });
  }
}

/** The Secret with MySQL's root password: its name and key. You make it; no password is written here. */
export const MYSQL_CREDENTIALS = { name: 'mysql-credentials', key: 'rootpasswd' } as const;

/** Ratings in MySQL, for version 2 of ratings. Its data lives as long as its pod. */
export class MySql extends Microservice {
  constructor(namespace: MeshNamespace) {
    const secret = kplus.Secret.fromSecretName(namespace, 'MysqlCredentials', MYSQL_CREDENTIALS.name);
    super(namespace, 'mysqldb', {
      ports: [byName(tcp(3306))],
      serviceAccount: false,
      versions: {
        v1: {
          image: image('mysqldb'),
          pullPolicy: 'IfNotPresent',
          env: { MYSQL_ROOT_PASSWORD: kplus.EnvValue.fromSecretValue({ secret, key: MYSQL_CREDENTIALS.key }) },
          args: ['--default-authentication-plugin', 'mysql_native_password'],
          emptyDirs: { '/var/lib/mysql': 'var-lib-mysql' },
        },
      },
    });
  }
}
