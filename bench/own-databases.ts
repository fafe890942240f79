/** Databases of a benchmark's own, migrated and empty, on a server of its own. */
import { DURABLE_SETTINGS, FAST_SETTINGS } from '../server/platform/embedded-postgres';
import { ROLES, withClient } from '../server/platform/database-roles';
import { addressOf, prepareTemplate, startTestServer } from '../server/stores/testing/database-server';
import { type GivenStore, givenStore } from '../server/stores/testing/given-store';

export interface OwnDatabases {
  make(name: string): Promise<GivenStore>;
  /** With everything that was made. */
  end(): Promise<void>;
}

/** @param isDurable as a store's own server keeps what it committed; else as fast as it goes. */
export async function ownDatabases(connections = 8, isDurable = false): Promise<OwnDatabases> {
  const server = await startTestServer(null, isDurable ? DURABLE_SETTINGS : FAST_SETTINGS);
  const template = await prepareTemplate(server.superuserUrl);
  const made: GivenStore[] = [];
  return {
    async make(name) {
      await withClient(server.superuserUrl, (client) =>
        client.query(`create database ${name} template ${template} owner ${ROLES.owner}`),
      );
      const urlOf = (role: string) => addressOf(server.superuserUrl, name, role);
      const drop = async () => undefined;
      const url = urlOf(ROLES.app);
      const store = await givenStore(connections, {
        url,
        ownerUrl: urlOf(ROLES.owner),
        readonlyUrl: urlOf(ROLES.readonly),
        drop,
      });
      made.push(store);
      return store;
    },
    async end() {
      await Promise.all(made.map((store) => store.drop()));
      await server.stop();
    },
  };
}
