import type { StringMap } from '../kit/formats/labels';
import type { ServiceHandle } from '../mesh/services/handles';
import { Microservice } from '../mesh/services/microservice';
import type { MeshNamespace } from '../mesh/services/namespace';
import { image } from './image';
import { type BookinfoOptions, common, hardened } from './service';

/** Stars of a book: version 1 has them in memory, the others in a database. */
export class Ratings extends Microservice {
  constructor(
    namespace: MeshNamespace,
    private readonly options: BookinfoOptions = {},
  ) {
    super(namespace, 'ratings', {
      ...common('ratings', options, ['IPv6', 'IPv4']),
      versions: { v1: hardened('ratings', options, { image: image('ratings-v1') }) },
    });
  }

  /** Version 2 with MongoDB. */
  addV2(mongodb: ServiceHandle) {
    const url = `mongodb://${mongodb.name}:27017/test`;
    return this.addDatabaseVersion('v2', mongodb, { MONGO_DB_URL: url }, 'bookinfo-ratings-v2');
  }

  /** Version 2 with MySQL, in the cluster or on a virtual machine. The password is the sample image's own, no secret. */
  addV2MySql(version: 'v2-mysql' | 'v2-mysql-vm', mysqldb: ServiceHandle) {
    const host = mysqldb.namespace === this.namespace ? mysqldb.name : mysqldb.host;
    const login = { MYSQL_DB_USER: 'root', MYSQL_DB_PASSWORD: 'password' };
    return this.addDatabaseVersion(version, mysqldb, {
      DB_TYPE: 'mysql',
      MYSQL_DB_HOST: host,
      MYSQL_DB_PORT: '3306',
      ...login,
    });
  }

  private addDatabaseVersion(
    version: string,
    database: ServiceHandle,
    env: StringMap,
    serviceAccount: string | false = false,
  ) {
    const props = { image: image('ratings-v2'), env, serviceAccount, calls: [database] };
    return this.addVersion(version, hardened('ratings', this.options, props));
  }
}
