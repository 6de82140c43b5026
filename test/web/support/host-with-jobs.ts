import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { fileContext } from '../../support/file-context.ts';
import { type StartedHost, startHost } from '../../support/start-host.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const desk = (slug: string) => ({
  slug,
  type: 'pushes',
  config: { domain: 'acme.example.com', signing: 'SIGNING', token: 'TOKEN', fill_schedule: 'daily 04:00' },
  secrets: { SIGNING: 'LAB_SIGNING', TOKEN: 'LAB_TOKEN' },
  tables: [{ name: `${slug}_tickets`, source_table: 'tickets', primary_key: ['ticket'] }],
});

/** One host for all tests of a file, with plugins that have jobs: one for itself, one for two sources. */
export const hostWithJobs = (): (() => Promise<StartedHost>) => {
  const context = fileContext();
  const started = Promise.withResolvers<StartedHost>();
  test.before(async () => {
    const dataDir = join(await tempFolder(context), 'data');
    for (const name of ['pushes', 'chores'])
      await cp(`test/fixtures/plugins/${name}`, join(dataDir, 'plugins', 'local', name), { recursive: true });
    const env = {
      AGNES_AUTH_RATELIMIT_ENABLED: '0',
      LAB_SIGNING: 'a key that signs',
      LAB_TOKEN: 'a token',
    };
    const config = { sources: [desk('desk'), desk('shop')] };
    started.resolve(await startHost(context, { dataDir, config, env }));
  });
  return () => started.promise;
};
