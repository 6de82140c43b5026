import { join } from 'node:path';
import test from 'ava';
import { filesSource } from '../support/files-source.ts';
import { HostClient } from '../support/host-client.ts';
import { seedReader } from '../support/seed-reader.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const reader = { email: 'rita@example.com', password: 'correct horse battery', tables: [] };

test.serial(
  'an administrator grants a table by its name and takes it away again; each counts at once',
  async (t) => {
    const dataDir = join(await tempFolder(t), 'data');
    const config = await filesSource(t, { 'orders.csv': 'id\n1\n2\n' });
    await seedReader(dataDir, reader);
    const host = await startHost(t, { dataDir, config });
    const admin = await host.asAdmin();
    await admin.sync();
    const rita = new HostClient(host.url, await new HostClient(host.url).signIn(reader));
    const sql = { body: { sql: 'select count(*) from orders' } };
    const { groups, version, resources } = await admin.ask('GET /api/admin/access-overview');
    // The shapes are those of the operation.
    const group = (groups as readonly { id: string; name: string }[]).find(({ name }) => name === 'Readers');
    const key = { group_id: group?.id, resource_type: 'table', resource_id: 'orders' };

    const before = await rita.send('POST /api/query', sql);
    const batch = { add: [key], base: version };
    const granted = await admin.ask('POST /api/admin/grants/batch', { body: batch });
    const during = await rita.rows(sql.body.sql);
    const why = await rita.ask('GET /api/me/access/explain?type=table&id=orders');
    await admin.ask('POST /api/admin/grants/batch', {
      body: { remove: [key], base: granted['version'] },
    });
    const after = await rita.send('POST /api/query', sql);

    t.deepEqual(
      (resources as readonly { type_key: string }[]).map(({ type_key }) => type_key),
      ['marketplace_plugin', 'memory_domain', 'table'],
    );
    t.deepEqual([before.status, during, after.status], [403, [[2]], 403]);
    t.like(why, { allowed: true, reason: 'granted' });
  },
);
