import test from 'ava';
import { fileContext } from '../support/file-context.ts';
import type { Scanner } from './support/scanner.ts';
import { type Served, servedTables } from './support/served-tables.ts';

const context = fileContext();
let boss: Scanner;
let rita: Scanner;
let grant: Served['grant'];
test.before(async () => {
  ({ boss, rita, grant } = await servedTables(context));
  await grant('open_orders');
});

test.serial('the catalog tells what the caller may read, how it is asked, and how large it is', async (t) => {
  const { tables, server_time } = await rita.get('catalog');

  t.regex(String(server_time), /^\d{4}-.*\+00:00$/);
  // The shape is that of the operation.
  const [table, second] = tables as readonly Readonly<Record<string, unknown>>[];
  t.is(second, undefined);
  const { rough_size_hint, ...rest } = table ?? {};
  t.true(Number(rough_size_hint) > 0);
  t.deepEqual(rest, {
    id: 'open_orders',
    name: 'open_orders',
    description: '',
    source_type: 'files',
    query_mode: 'local',
    sql_flavor: 'duckdb',
    where_examples: ["Region = 'value'", 'id > 0', 'amount > 0'],
    fetch_via: 'agnes sync --table open_orders',
  });
});

test.serial(
  'a schema has the columns in their types, what is said about them, and how conditions are spelled',
  async (t) => {
    const before = await rita.get('schema/open_orders');
    const body = { columns: [{ column_name: 'Region', description: 'Where it was sold.' }] };
    await boss.client.ask('POST /api/admin/metadata/open_orders', { body });
    const after = await rita.get('schema/open_orders');

    t.like(before, {
      ...{ table_id: 'open_orders', source_type: 'files' },
      ...{ sql_flavor: 'duckdb', partition_by: null },
    });
    t.deepEqual(before['clustered_by'], []);
    t.like(before['where_dialect_hints'], { date_literal: "DATE '2026-01-31'" });
    const plain = { nullable: true, description: '' };
    const columns = (description: string) => [
      { name: 'id', type: 'BIGINT', ...plain },
      { name: 'Region', type: 'VARCHAR', ...plain, description },
      { name: 'amount', type: 'DOUBLE', ...plain },
      { name: 'odd name', type: 'VARCHAR', ...plain },
    ];
    t.deepEqual(before['columns'], columns(''));
    t.deepEqual(after['columns'], columns('Where it was sold.'), 'what is said is not kept');
  },
);

test.serial('a sample has rows as objects, as many as asked for', async (t) => {
  const { rows, ...rest } = await rita.get('sample/open_orders?n=1');

  t.deepEqual(rest, { table_id: 'open_orders', source: 'local' });
  const { headers } = await rita.client.send('GET /api/v2/sample/open_orders?n=1');
  const stamps = ['generation', 'extracted-at', 'cache'].map((name) => headers.get(`x-agnes-${name}`));
  t.regex(stamps.join(' '), /^[1-9]\d* \d{4}-\S+\+00:00 hit$/);
  t.deepEqual(rows, [{ id: 1, Region: 'north', amount: 1.5, 'odd name': 'a' }]);
  t.is(((await rita.get('sample/open_orders'))['rows'] as unknown[]).length, 3);
  t.is((await rita.client.send('GET /api/v2/sample/open_orders?n=101')).status, 422);
});

test.serial(
  'a scan brings the columns, rows and order that were asked for, as an Arrow stream',
  async (t) => {
    const body = {
      table_id: 'open_orders',
      select: ['AMOUNT', 'region'],
      where: "region = 'north' /* not the south */ and id < 10 -- all",
      order_by: ['amount DESC', 'id'],
      limit: 2,
    };
    const { status, type, told } = await rita.scan(body);

    t.deepEqual([status, type], [200, 'application/vnd.apache.arrow.stream']);
    t.deepEqual(told, ['2', 'false'], "a limit of one's own cuts nothing off");
    t.deepEqual(await rita.rows(body), [
      ['3.5', 'north'],
      ['1.5', 'north'],
    ]);
    t.is((await rita.rows({ table_id: 'open_orders' })).length, 3);
    t.deepEqual(await rita.rows({ ...body, where: 'open_orders.id = 2', extra: 1 }), [['2.5', 'south']]);
  },
);

test.serial(
  'a large scan is streamed, cut at its bytes, and says behind its last row how many there are',
  async (t) => {
    const few = await boss.scan({ table_id: 'many', select: ['id'], limit: 100_000 });
    const cut = await boss.scan({ table_id: 'many', order_by: ['id'] });
    const capped = await boss.scan({ table_id: 'many', select: ['id'], where: 'id < 0 or id >= 299998' });

    t.deepEqual(few.told, ['100000', 'false']);
    t.true(few.bytes.length < 2 ** 20);
    t.is(few.trailers['x-agnes-rows'], '100000');
    t.true(cut.bytes.length <= 2 ** 20 + 4_096);
    t.is(cut.told[1], 'true');
    const rows = await boss.rows({ table_id: 'many', order_by: ['id'] });
    t.is(cut.told[0], String(rows.length));
    t.deepEqual(rows.at(-1), [
      String(rows.length - 1),
      `region ${(rows.length - 1) % 3}`,
      `${rows.length - 1}.5`,
    ]);
    t.deepEqual(capped.told, ['2', 'false']);
  },
);

test.serial(
  'names that are no columns, and more rows than allowed, are refused in words of their own',
  async (t) => {
    const of = (more: object) => rita.refusal({ table_id: 'open_orders', ...more });

    t.like(await of({ select: ['id; drop table x'] }), {
      status: 400,
      code: 'unsafe_identifier',
      detail: { error: 'unsafe_identifier', details: { field: 'select', value: 'id; drop table x' } },
    });
    const unsafe = [{ select: ['odd name'] }, { select: ['nothing'] }, { order_by: ['id desc nulls first'] }];
    for (const more of [...unsafe, { order_by: ['1'] }])
      t.like(await of(more), { code: 'unsafe_identifier' });
    t.like(await of({ limit: 250_001 }), {
      status: 400,
      code: 'limit_too_large',
      detail: { details: { limit: 250_001, max_limit: 250_000 } },
    });
    t.is((await of({ limit: 0 })).status, 422);
    // What is empty or null is not asked for.
    t.is((await of({ select: [], where: '', limit: null, order_by: null })).status, 200);
  },
);

test.serial(
  'T19 T20: a condition that is refused says its kind, in a scan and in its estimate',
  async (t) => {
    for (const path of ['scan', 'scan/estimate']) {
      const kindOf = (where: string) => rita.kindOf({ table_id: 'open_orders', where }, path);
      const refused = (kind: string) => [400, 'validator_rejected', kind];

      t.deepEqual(await kindOf('id ='), refused('parse_error'));
      t.deepEqual(await kindOf('id in (select id from canary_zq81)'), refused('nested_select'));
      t.deepEqual(await kindOf('id = 1; select 1'), refused('multi_statement'));
      t.deepEqual(await kindOf('drop table open_orders'), refused('ddl_or_dml'));
      t.deepEqual(await kindOf("canary_zq81.whisper = 'VALUE'"), refused('cross_table_reference'));
      t.deepEqual(await kindOf("read_text('/etc/passwd') = region"), refused('unknown_function'));
      t.deepEqual(await kindOf("whisper = 'VALUE'"), refused('unknown_column'));
      t.deepEqual(await kindOf('row_number() over () = 1'), refused('disallowed_node'));
    }
  },
);

test.serial(
  'T66 T74: a table that was not granted and one that does not exist are refused alike, whatever is kept',
  async (t) => {
    // What an administrator has just asked for is kept.
    for (const path of ['schema/canary_zq81', 'sample/canary_zq81']) await boss.get(path);
    const asked = (id: string) => rita.everywhere(id);
    const hidden = await asked('canary_zq81');

    t.true(hidden.every((text) => text.startsWith('[403,')));
    t.deepEqual(hidden, await asked('no_such_table'));
    t.is((await boss.client.send('GET /api/v2/schema/no_such_table')).status, 404);
    t.is((await boss.refusal({ table_id: 'no_such_table' })).status, 404);
  },
);

test.serial(
  'N10: what is kept goes with a grant, with what is published, and with the registry',
  async (t) => {
    const names = async (who: Scanner) =>
      ((await who.get('catalog'))['tables'] as readonly { readonly id: string }[]).map(({ id }) => id);
    t.deepEqual(await names(rita), ['open_orders']);
    const made = await grant('many');
    t.deepEqual(await names(rita), ['many', 'open_orders']);
    t.is((await rita.client.send('GET /api/v2/sample/many')).status, 200);
    await boss.client.ask(`DELETE /api/admin/grants/${made['id']}`);
    t.is((await rita.client.send('GET /api/v2/sample/many')).status, 403);
    await boss.client.ask('PUT /api/admin/registry/open_orders', {
      body: { name: 'sold', description: 'All of it.' },
    });

    const { tables } = await rita.get('catalog');
    t.like((tables as readonly object[])[0], { id: 'open_orders', name: 'sold', description: 'All of it.' });
    t.like(await rita.get('sample/sold?n=1'), { table_id: 'open_orders' }, 'by its id as by its name');
    t.like(await rita.get('schema/open_orders'), { table_id: 'open_orders' });
    const where = 'sold.id = 1 and open_orders.id = 1';
    t.is((await rita.rows({ table_id: 'open_orders', where })).length, 1);
  },
);
