import test from 'ava';
import type { Insertable } from 'kysely';
import type { Tables } from '../../host/store/tables.ts';
import { jobLab } from './support/job-lab.ts';

const at = new Date(0);
const rest = { basetype: 'STRING', updated_at: at, updated_by: null };

/** What was said about columns before. */
const notes: readonly Insertable<Tables['column_metadata']>[] = [
  {
    ...rest,
    table_id: 't1',
    column_name: 'note',
    description: 'As I say',
    source: 'manual',
    confidence: 'manual',
  },
  {
    ...rest,
    table_id: 't1',
    column_name: 'more',
    description: 'Old',
    source: 'chores',
    confidence: 'chores',
  },
  { ...rest, table_id: 't2', column_name: 'id', description: 'Old', source: 'chores', confidence: 'chores' },
];
const cached = { source_id: 'acme/chores', key: 'catalog:t2', value: '{}', fetched_at: at, expires_at: at };
const schema = JSON.stringify([{ name: 'ID' }, { name: 'note' }, { name: 'more' }]);

test('what a job says of tables is kept beside what people said, which it never overwrites', async (t) => {
  const fresh = { freshness: 'never', columns: [] } as const;
  const lab = await jobLab(t, [
    { id: 't1', name: 'orders', ...fresh },
    { id: 't2', name: 'unknown', ...fresh },
  ]);
  await lab.store.keep(async (tx) => {
    // Of what is published only the columns matter here.
    await tx
      .insertInto('sync_state')
      .values({ table_id: 't1', status: 'ok', schema } as never)
      .execute();
    await tx.insertInto('column_metadata').values(notes).execute();
    await tx.insertInto('upstream_cache').values(cached).execute();
  });

  await lab.run('acme/chores', 'tidy');

  const said = await lab.store.read
    .selectFrom('column_metadata')
    .selectAll()
    .orderBy('column_name')
    .execute();
  const [value, ...others] = await lab.store.read.selectFrom('upstream_cache').selectAll().execute();
  t.deepEqual(
    said.map(({ column_name, description, source }) => [column_name, description, source]),
    [
      ['ID', 'A key', 'chores'],
      ['note', 'As I say', 'manual'],
    ],
  );
  t.like(value, { source_id: 'acme/chores', key: 'catalog:t1' });
  t.like(JSON.parse(value?.value ?? ''), { description: 'About orders', tags: ['undated'] });
  t.deepEqual(others, []);
});
