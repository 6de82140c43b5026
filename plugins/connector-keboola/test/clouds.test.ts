import test from 'ava';
import { planned, readFrom, rowsOf, startStack } from './lab.ts';
import type { KeboolaServer } from './support/keboola-server.ts';
import type { Storage } from './support/object-store.ts';

let server: KeboolaServer;
test.before(async () => {
  server = await startStack();
});
test.after.always(() => server.stop());

const rows = [
  ['1', 'plain', ''],
  ['2', 'say "hi", twice: ""', 'line\nbreak\r\nand more'],
  ['3', 'ünïcode ✓ 漢字', ' leading and trailing '],
  ['', ',', '"'],
  ['5', "it's \\ 'quoted'", '\t'],
];

const storages: readonly Storage[] = (['gcp', 'aws', 'azure'] as const).flatMap((provider) =>
  [true, false].flatMap((isSliced) =>
    (['none', 'named', 'encoded', 'bare'] as const).map((packing) => ({ provider, isSliced, packing })),
  ),
);

test.serial('every cloud, sliced or whole, packed or not, gives the rows as they are', async (t) => {
  server.stack.tables = [
    { id: 'in.c-crm.orders', columns: ['id', 'note', 'more'], rows: rows.map((values) => ({ values })) },
  ];
  for (const storage of storages) {
    server.calm();
    server.storeAs(storage);

    const { tables } = await readFrom(t, server, { tables: [planned('orders')] });

    const what = JSON.stringify(storage);
    t.is(tables['orders']?.error, undefined, what);
    t.deepEqual([...(await rowsOf(tables['orders']))].sort(), [...rows].sort(), what);
    t.is(tables['orders']?.files.length, storage.isSliced ? 3 : 1, what);
  }
});

test.serial('no credential reaches a host that is not its own', async (t) => {
  for (const provider of ['gcp', 'aws', 'azure'] as const) {
    server.calm();
    server.storeAs({ provider, isSliced: true });
    await readFrom(t, server, { tables: [planned('orders')] });

    for (const { host, headers, path } of server.arrived) {
      const isStack = host === 'connection.keboola.test';
      t.is(headers['x-storageapi-token'] !== undefined, isStack, host);
      const isElsewhere =
        isStack && /canary/.test(JSON.stringify({ ...headers, 'x-storageapi-token': '' }) + path);
      t.false(isElsewhere, host);
    }
  }
});
