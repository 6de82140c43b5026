import test from 'ava';
import enrich from '../enrich.ts';
import { startCatalogServer } from './catalog-server.ts';
import { jobLab, table } from './job-lab.ts';

const orders = {
  name: 'orders',
  fullyQualifiedName: 'kbc.crm."in.c-crm".orders',
  description: '<p>All <b>orders</b> &amp; returns</p><ul><li>daily</li><li>in EUR</li></ul>',
  columns: [
    { name: 'ID', dataType: 'BIGINT', description: 'Key', tags: [{ tagFQN: 'PII.None' }] },
    { name: 'note', dataType: 'VARCHAR' },
  ],
  owners: [{ name: 'ada', displayName: 'Ada L.' }],
  tags: [{ tagFQN: 'Tier.Tier1' }, { tagFQN: 'PersonalData.Personal' }],
};

test('a table is looked up by its name in one segment, and comes back in the words of the catalog', async (t) => {
  const { url, asked } = await startCatalogServer(t, { tables: { 'kbc.crm."in.c-crm".orders': orders } });
  const lab = await jobLab(t, `${url}/`);

  const { enrichments, result, partial } = await lab.run(enrich, { catalog: [table('orders')] });

  t.deepEqual(asked, [
    '/api/v1/tables/name/kbc.crm.%22in.c-crm%22.orders?fields=columns,owners,tags,extension&include=all',
  ]);
  t.deepEqual(enrichments, [
    {
      tableId: 'id_orders',
      found: true,
      description: 'All orders & returns\n\n- daily\n- in EUR',
      columns: {
        id: { description: 'Key', dataType: 'BIGINT', tags: ['None'] },
        note: { dataType: 'VARCHAR', tags: [] },
      },
      tags: ['Personal'],
      owners: ['Ada L.'],
      tier: 'Tier1',
      url: `${url}/table/kbc.crm.%22in.c-crm%22.orders`,
    },
  ]);
  t.like(result, { tables: 1, enriched: 1, not_catalogued: 0 });
  t.is(partial, undefined);
});

test('what nobody has a name for is not looked up', async (t) => {
  const { url, asked } = await startCatalogServer(t);
  const lab = await jobLab(t, url);
  const { bucket: _, ...withoutBucket } = table('loose');

  const { result } = await lab.run(enrich, {
    catalog: [withoutBucket, table('other', { sourceType: 'files' })],
  });

  t.deepEqual(asked, []);
  t.like(result, { tables: 2, without_fqn: 2 });
});

test('names come from the registration first, and BigQuery has one of its own', async (t) => {
  const { url, asked } = await startCatalogServer(t);
  const lab = await jobLab(t, url);

  const { enrichments } = await lab.run(enrich, {
    catalog: [table('a', { catalogFqn: 'x.y/z?.q' }), table('b', { sourceType: 'bigquery' })],
  });

  t.deepEqual(
    asked.map((path) => path.split('?')[0]),
    ['/api/v1/tables/name/x.y%2Fz%3F.q', '/api/v1/tables/name/bigquery.id_b'],
  );
  t.deepEqual(enrichments, [
    { tableId: 'id_a', found: false },
    { tableId: 'id_b', found: false },
  ]);
});

test('what was looked up within the hour is not looked up again, unless it is wanted', async (t) => {
  const { url, asked } = await startCatalogServer(t, { tables: { 'kbc.crm."in.c-crm".orders': orders } });
  const lab = await jobLab(t, url);
  const catalog = [table('orders')];
  const first = await lab.run(enrich, { catalog });

  const second = await lab.run(enrich, { catalog });
  t.deepEqual(second.enrichments, first.enrichments);
  t.is(asked.length, 1);

  await lab.run(enrich, { catalog, params: { refresh: true } });
  t.is(asked.length, 2);
  lab.clock.at += 3_600_000;
  await lab.run(enrich, { catalog });
  t.is(asked.length, 3);
});

test('one table that cannot be looked up is told and keeps what it has; the others go on', async (t) => {
  const server = await startCatalogServer(t, { tables: { 'kbc.crm."in.c-crm".orders': orders } });
  server.world.trouble.set('/api/v1/tables/name/kbc.crm.%22in.c-crm%22.bad', { status: 503 });
  server.world.trouble.set('/api/v1/tables/name/kbc.crm.%22in.c-crm%22.cut', 'cut');
  const lab = await jobLab(t, server.url);

  const { enrichments, partial } = await lab.run(enrich, {
    catalog: [table('bad'), table('cut'), table('orders')],
  });

  t.deepEqual(
    enrichments?.map(({ tableId }) => tableId),
    ['id_orders'],
  );
  t.is(partial, '2 of 3 tables could not be looked up, the first: OpenMetadata answered with status 503.');
});

test('a run stops before its time is up, and the next one begins with what was not reached', async (t) => {
  const server = await startCatalogServer(t);
  const lab = await jobLab(t, server.url);
  const catalog = Array.from({ length: 40 }, (_, index) => table(`t${index}`));
  lab.clock.step = 40_000;

  const first = await lab.run(enrich, { catalog });
  const reached = new Set(server.asked);
  lab.clock.at += 3_600_000;
  const second = await lab.run(enrich, { catalog });

  t.like(first.result, { left: 40 - reached.size, not_catalogued: reached.size });
  t.true(reached.size > 15 && reached.size < 25);
  t.is(first.partial, `${40 - reached.size} of 40 tables were not reached; the next run begins with them.`);
  const anew = server.asked.slice(reached.size, 40);
  t.false(anew.some((path) => reached.has(path)));
  t.truthy(second.result);
});

test('a token that is refused is tried a few times and not for every table; failures are told up to a hundred', async (t) => {
  const server = await startCatalogServer(t);
  const lab = await jobLab(t, server.url);
  const catalog = Array.from({ length: 120 }, (_, index) => table(`t${index}`));

  server.world.trouble.set('*', { status: 401 });
  const refused = await lab.run(enrich, { catalog });
  t.true(server.asked.length <= 4);
  t.regex(refused.partial ?? '', /status 401.*were not reached/);

  server.world.trouble.set('*', { status: 500 });
  const { result } = await lab.run(enrich, { catalog });
  t.like(result, { failed_count: 120, left: 0 });
  t.is(Object(result).failed.length, 100);
});

test('without an address or a token nothing is done, and it says so', async (t) => {
  const lab = await jobLab(t, 'http://127.0.0.1:9');

  t.deepEqual(await lab.run(enrich, { catalog: [table('a')], config: { token: '' } }), {
    skipped: 'OpenMetadata is not set up: openmetadata.token is not set.',
  });
});
