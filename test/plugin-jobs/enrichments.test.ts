import type { CatalogTable } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import type { Insertable } from 'kysely';
import { systemIntent } from '../../host/http/intent.ts';
import { Enrichments } from '../../host/registry/metadata/enrichments.ts';
import type { Tables } from '../../host/store/tables.ts';
import { likeWhole } from '../support/like-whole.ts';
import { jobLab } from './support/job-lab.ts';

const intent = systemIntent('test');
const at = new Date(0);
const plugin = 'acme/chores';
const said = { basetype: 'STRING', updated_at: at, updated_by: null };
const byPlugin = { ...said, source: plugin, confidence: plugin };
const byHand = { ...said, source: 'manual', confidence: 'manual' };

/** What was said about columns before. */
const notesOf = (known: string, unknown: string): readonly Insertable<Tables['column_metadata']>[] => [
  { ...byHand, table_id: known, column_name: 'note', description: 'As I say' },
  { ...byPlugin, table_id: known, column_name: 'more', description: 'Old' },
  { ...byPlugin, table_id: unknown, column_name: 'id', description: 'Old' },
  { ...byHand, table_id: unknown, column_name: 'hand', description: 'Said by hand' },
];
const schema = JSON.stringify([{ name: 'ID' }, { name: 'note' }, { name: 'more' }]);

/** A lab with two tables that something was said of, and a third that is gone. */
const saidBefore = async (t: ExecutionContext) => {
  const catalog: CatalogTable[] = [];
  const lab = await jobLab(t, catalog);
  await lab.registry.ensureSource({ slug: 'desk', type: 'pushes', config: {} }, intent);
  const [known = '', unknown = ''] = [
    (await lab.registry.ensureTable({ name: 'orders', connection: 'desk' }, intent)).id,
    (await lab.registry.ensureTable({ name: 'unknown', connection: 'desk' }, intent)).id,
  ];
  const fresh = { freshness: 'never', columns: [] } as const;
  catalog.push(
    { id: known, name: 'orders', ...fresh },
    { id: unknown, name: 'unknown', ...fresh },
    { id: 'gone', name: 'gone', ...fresh },
  );
  const cached = {
    source_id: plugin,
    key: `catalog:${unknown}`,
    value: '{}',
    fetched_at: at,
    expires_at: at,
  };
  await lab.store.keep(async (tx) => {
    // Of what is published only the columns matter here.
    await tx
      .insertInto('sync_state')
      .values({ table_id: known, status: 'ok', schema } as never)
      .execute();
    await tx
      .insertInto('column_metadata')
      .values([...notesOf(known, unknown)])
      .execute();
    await tx.insertInto('upstream_cache').values(cached).execute();
  });
  return { ...lab, known, unknown };
};

test('what a job says of tables is kept beside what people said, which it never overwrites', async (t) => {
  const lab = await saidBefore(t);

  await lab.run(plugin, 'tidy');
  await new Enrichments({ ...lab, now: () => 0 }).keep('evil/manual', [
    { tableId: lab.unknown, found: false },
  ]);

  const notes = await lab.store.read
    .selectFrom('column_metadata')
    .selectAll()
    .orderBy('column_name')
    .execute();
  const [value, ...others] = await lab.store.read.selectFrom('upstream_cache').selectAll().execute();
  t.deepEqual(
    notes.map(({ column_name, description, source }) => [column_name, description, source]),
    [
      ['ID', 'A key', plugin],
      ['hand', 'Said by hand', 'manual'],
      ['note', 'As I say', 'manual'],
    ],
  );
  t.like(value, { source_id: plugin, key: `catalog:${lab.known}` });
  likeWhole(t, JSON.parse(value?.value ?? ''), { description: 'About orders', tags: ['undated'] });
  t.deepEqual(others, []);
});
