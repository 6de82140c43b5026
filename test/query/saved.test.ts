import test from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { SavedQueries } from '../../host/query/saved/saved-queries.ts';
import { newId } from '../../host/store/new-id.ts';
import { openedStore } from '../store/support/opened-store.ts';
import { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { ada, sharedHost } from '../web/support/seeded-host.ts';

const shared = sharedHost();

const people = async () => {
  const { host, api } = await shared();
  const anybody = new HostClient(host.url);
  return { root: api, ada: new HostClient(host.url, await anybody.signIn(ada)) };
};

const draft = (name: string, sql = 'SELECT 1') => ({ body: { name, sql, description: 'Why not' } });

test('a query is saved under a name, saved over, listed by name and deleted', async (t) => {
  const { root } = await people();

  const made = await root.ask('POST /api/query/saved', draft(' Second '));
  await root.ask('POST /api/query/saved', draft('First'));
  const over = await root.ask(`PUT /api/query/saved/${made['id']}`, {
    body: { name: 'Third', sql: 'SELECT 3' },
  });
  const { saved, count } = await root.ask('GET /api/query/saved');
  const gone = await root.send(`DELETE /api/query/saved/${made['id']}`);
  const after = await root.ask('GET /api/query/saved');

  t.like(made, { name: 'Second', sql: 'SELECT 1', description: 'Why not' });
  t.like(over, { id: made['id'], name: 'Third', sql: 'SELECT 3', description: null });
  likeWhole(t, saved, [{ name: 'First' }, { name: 'Third' }]);
  t.is(count, 2);
  t.is(gone.status, 204);
  t.is(after['count'], 1);
});

test('a name stands for one query, whatever its case, and is no blank', async (t) => {
  const { ada } = await people();
  const { id } = await ada.ask('POST /api/query/saved', draft('Orders'));
  await ada.ask('POST /api/query/saved', draft('Others'));

  const twice = await ada.send('POST /api/query/saved', draft('ORDERS'));
  const blank = await ada.send('POST /api/query/saved', draft('  '));
  const long = await ada.send('POST /api/query/saved', draft('Long', 'x'.repeat(65_537)));
  const taken = await ada.send(`PUT /api/query/saved/${id}`, draft('others'));
  const same = await ada.send(`PUT /api/query/saved/${id}`, draft('orders'));

  t.like(twice, { status: 409, body: { code: 'saved_query_exists' } });
  t.like(blank, { status: 400, body: { code: 'blank_query_name' } });
  t.is(long.status, 422);
  t.like(taken, { status: 409, body: { code: 'saved_query_exists' } });
  t.is(same.status, 200);
});

test('what one person has saved is nobody else’s, an administrator’s neither', async (t) => {
  const { ada, root } = await people();
  const { id } = await ada.ask('POST /api/query/saved', draft('Private'));

  const over = await root.send(`PUT /api/query/saved/${id}`, draft('Mine'));
  const gone = await root.send(`DELETE /api/query/saved/${id}`);
  const seen = await root.send('GET /api/query/saved');

  t.like(over, { status: 404, body: { code: 'saved_query_not_found' } });
  t.like(gone, { status: 404, body: { code: 'saved_query_not_found' } });
  t.notRegex(seen.text, /Private/);
});

test('the two hundred and first query of one person is not saved', async (t) => {
  const store = await openedStore(t);
  const saved = new SavedQueries({ store, newId, now: Date.now });
  const at = new Date(0);
  const row = { user_id: 'ada', sql_text: 'SELECT 1', description: null, created_at: at, updated_at: at };
  const rows = Array.from({ length: 200 }, (_, index) => ({
    ...row,
    id: `${index}`,
    name: `Query ${index}`,
  }));
  await store.keep((tx) => tx.insertInto('saved_queries').values(rows).execute());

  const more = saved.create({ userId: 'ada' }, { name: 'More', sql: 'SELECT 1' }, systemIntent('test'));
  const error = await t.throwsAsync(more);
  const others = await saved.create(
    { userId: 'bob' },
    { name: 'More', sql: 'SELECT 1' },
    systemIntent('test'),
  );

  t.like(error, { code: 'too_many_saved_queries' });
  t.is(others.name, 'More');
});

test('editors complete what was granted, and learn of nothing else', async (t) => {
  const { ada, root } = await people();
  await root.sync();

  const own = await ada.send('GET /api/query/names');
  const all = await root.ask('GET /api/query/names');

  likeWhole(t, own.body, {
    count: 1,
    tables: [{ name: 'orders', remote: false, columns: [{ name: 'id', type: 'BIGINT' }] }],
  });
  t.notRegex(own.text, /payroll/);
  likeWhole(t, all, { count: 2, tables: [{ name: 'orders' }, { name: 'payroll' }] });
});

test('everybody finds their own statements, newest first, page by page, and nobody else’s', async (t) => {
  const { ada, root } = await people();
  for (const sql of ['SELECT 1', 'SELECT 2', 'SELECT nothing'])
    await ada.send('POST /api/query', { body: { sql } });
  await root.ask('POST /api/query', { body: { sql: "SELECT 'private'" } });

  const first = await ada.ask('GET /api/query/history?limit=2');
  const second = await ada.ask(`GET /api/query/history?limit=2&cursor=${first['next_cursor']}`);
  const all = await ada.send('GET /api/query/history');
  const spoilt = await ada.send('GET /api/query/history?cursor=spoilt');

  likeWhole(t, first['queries'], [
    { sql: 'SELECT nothing', status: 'error', error_code: 'query_failed' },
    { sql: 'SELECT 2', status: 'ok', rows: 1 },
  ]);
  likeWhole(t, second, { queries: [{ sql: 'SELECT 1' }], next_cursor: null });
  t.notRegex(all.text, /private|user_email|token_id/);
  t.like(spoilt, { status: 400, body: { code: 'cursor_invalid' } });
});
