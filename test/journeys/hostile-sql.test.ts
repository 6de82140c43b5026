import { join } from 'node:path';
import test from 'ava';
import { corpusIn } from '../query/support/hostile/corpus.ts';
import { filesIn, leaksIn } from '../query/support/leaks.ts';
import { filesSource } from '../support/files-source.ts';
import { HostClient } from '../support/host-client.ts';
import { inLanes } from '../support/in-lanes.ts';
import { seedReader } from '../support/seed-reader.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const files = {
  'orders.csv': 'id,region\n1,north\n2,south\n',
  'salaries.csv': 'id,canary_column\n1,canary_value\n',
  'canary_table.csv': 'canary_column\ncanary_value\n',
};

const reader = { email: 'rita@example.com', password: 'correct horse battery', tables: ['orders'] };
const env = { AGNES_CANARY: 'canary_in_the_environment' };

/** Every eighth statement: the way in is the same for all. */
const sampleIn = (folder: string): readonly string[] =>
  corpusIn(folder).flatMap(([sql], index) => (index % 8 === 0 ? [sql] : []));

test.serial(
  'T01–T23: over HTTP no hostile statement tells a reader what was not granted, in no header either',
  async (t) => {
    const dataDir = join(await tempFolder(t), 'data');
    await seedReader(dataDir, reader);
    const host = await startHost(t, { dataDir, config: await filesSource(t, files), env });
    const admin = await host.asAdmin();
    await admin.sync();
    const client = new HostClient(host.url, await new HostClient(host.url).signIn(reader));
    const ask = inLanes(async (sql: string) => {
      const { status, headers, text } = await client.send('POST /api/query', { body: { sql } });
      return { sql, status, text: `${JSON.stringify([...headers])} ${text}` };
    }, 8);
    const before = await filesIn(join(dataDir, 'extracts'));

    const answers = await Promise.all(sampleIn(dataDir).map((sql) => ask(sql)));

    const secrets = ['canary_value', 'canary_column', 'canary_table', env.AGNES_CANARY, dataDir];
    t.deepEqual(answers.flatMap(leaksIn(secrets)), []);
    t.deepEqual(
      answers.filter(({ status }) => status >= 500 || status === 429),
      [],
    );
    t.deepEqual(await filesIn(join(dataDir, 'extracts')), before);
    t.deepEqual(await client.rows('select count(*) from orders'), [[2]]);
  },
);
