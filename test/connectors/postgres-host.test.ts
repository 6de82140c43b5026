import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow } from '../support/files-below.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { live, server, settingsOf } from './support/postgres-lab.ts';

const tables = ['large', 'types'].map((name) => ({ name, bucket: 'public', source_table: name }));

const orders = {
  name: 'orders',
  source_type: 'postgres',
  connection: 'store',
  bucket: 'public',
  source_table: 'orders',
  sync_strategy: 'incremental',
  primary_key: ['id'],
  cursor_column: 'changed',
  lag: '2m',
};

/** Sections of `instance.yaml` with the server as a source. */
const configOf = () => ({
  egress: { private: ['127.0.0.1'] },
  sources: [{ slug: 'store', type: 'postgres', config: settingsOf(), tables }],
});

const statusesOf = (job: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    // The shape is that of the host, as in docs/http-api.md.
    (
      job['result'] as {
        tables: { name: string; status: string; reason?: { code: string; remedy: string } }[];
      }
    ).tables.map(({ name, status, reason }) => [
      name,
      reason ? `${status} ${reason.code}: ${reason.remedy}` : status,
    ]),
  );

live(
  'a host reads a database, survives a kill in the middle and a server that is gone, and keeps what it had',
  async (t) => {
    const dataDir = join(await tempFolder(t), 'data');
    const started = { dataDir, config: configOf(), env: { AGNES_PG_PASSWORD: server().password } };
    const first = await startHost(t, started);
    const client = await first.asAdmin();
    await client.ask('POST /api/admin/register-table', { body: orders });
    t.deepEqual(statusesOf(await client.sync()), {
      orders: 'published',
      large: 'published',
      types: 'published',
    });
    t.deepEqual(await client.rows('select count(*), count(distinct id)  from large'), [[100_000, 100_000]]);

    await server().run(
      "UPDATE orders SET total = 999, changed = '2024-02-01' WHERE id = 1; INSERT INTO large VALUES (0, 'late')",
    );
    const release = await server().hold('LOCK TABLE large IN ACCESS EXCLUSIVE MODE');
    const job = await client.trigger({ force: true });
    await client.untilEvent(job, 'log', 'orders is read');
    const names = "SELECT DISTINCT application_name AS name FROM pg_stat_activity WHERE usename = 'reader'";
    t.deepEqual(await server().run(names), [{ name: 'agnes/store' }]);
    await first.kill9();
    await release();

    const second = await startHost(t, started);
    const again = await second.asAdmin();
    await again.untilEvent(job, 'end');
    t.deepEqual(await again.rows('select count(*), max(total)::int from orders'), [[100, 999]]);
    t.deepEqual(await again.rows('select count(*) from large'), [[100_001]]);

    await server().kill();
    const late = await again.trigger({ connection: 'store' });
    // Then it is tried again, later and later.
    await again.untilEvent(late, 'table', 'the next run tries again');
    t.deepEqual(await again.rows('select count(*) from large'), [[100_001]]);

    const printed = first.stdout() + first.stderr() + second.stdout() + second.stderr();
    t.false(printed.includes(server().password));
    for (const path of await filesBelow(dataDir)) {
      t.false((await readFile(path)).includes(server().password), path);
    }
  },
);
