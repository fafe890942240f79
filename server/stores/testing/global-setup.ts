/** Once for a run of the `db` project: the server and its migrated template; afterwards nothing of them is left. */
import type { TestProject } from 'vitest/node';
import { config } from '@/server/config';
import { dropDatabase, prepareTemplate, startTestServer } from './database-server';

declare module 'vitest' {
  interface ProvidedContext {
    superuserUrl: string;
    databaseTemplate: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer(config().database.testUrl);
  const template = await prepareTemplate(server.superuserUrl).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  project.provide('superuserUrl', server.superuserUrl);
  project.provide('databaseTemplate', template);
  return async () => {
    await dropDatabase(server.superuserUrl, template);
    await server.stop();
  };
}
