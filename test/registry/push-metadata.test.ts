import test from 'ava';
import { type PushServices, pushNotes } from '../../host/registry/metadata/push.ts';
import type { Table } from '../../host/registry/table.ts';

// Of a table, its source and a note, pushing reads these.
const table = {
  id: 'orders',
  name: 'orders',
  sourceType: 'keboola',
  sourceId: 's1',
  bucket: 'in.c-crm',
  sourceTable: 'Orders',
} as Table;
const notes = [
  { column_name: 'id', basetype: 'INTEGER', description: null },
  { column_name: 'day', basetype: null, description: 'Day of the order' },
  { column_name: 'silent', basetype: null, description: '' },
];

type Outcome = Awaited<ReturnType<PushServices['pluginJobs']['doNow']>>;

const servicesWith = (outcome: Outcome, more: { notes?: readonly object[]; isSet?: boolean } = {}) => {
  const asked: unknown[] = [];
  const services = {
    registry: { findSource: async (id: string) => ({ id, slug: 'kbc', secretRefs: { TOKEN: 'TOKEN' } }) },
    columnMetadata: { of: async () => more.notes ?? notes },
    secrets: { has: () => more.isSet ?? true },
    pluginJobs: {
      doNow: async ({ id }: { id: string }, task: unknown) => {
        asked.push(id, task);
        return outcome;
      },
    },
  } as unknown as PushServices;
  return { asked, push: (of: Table = table) => pushNotes(of, services, new AbortController().signal) };
};

test('what is said about columns goes to the table as its source calls it, through its own source', async (t) => {
  const { push, asked } = servicesWith({ done: { result: { pushed: 1, errors: ['day: gone'] } } });

  t.deepEqual(await push(), { status: 'partial', pushed: 1, errors: ['day: gone'] });
  t.deepEqual(asked, [
    's1',
    {
      id: 'keboola.push-metadata',
      params: {
        bucket: 'in.c-crm',
        source_table: 'Orders',
        columns: [
          { column_name: 'id', basetype: 'INTEGER' },
          { column_name: 'day', description: 'Day of the order' },
        ],
      },
    },
  ]);
});

test('where nothing is said nobody is asked', async (t) => {
  const { push, asked } = servicesWith({}, { notes: [] });

  t.like(await push(), { status: 'ok', pushed: 0 });
  t.deepEqual(asked, []);
});

test('what cannot be pushed says why', async (t) => {
  const error = { code: 'auth_expired', message: 'The token is refused.', hint: 'Renew it.' };
  const { bucket: _, ...query } = table;

  await t.throwsAsync(servicesWith({}).push({ ...table, sourceType: 'files' }), {
    code: 'metadata_push_unsupported',
  });
  await t.throwsAsync(servicesWith({}).push(query), { code: 'metadata_push_no_table' });
  await t.throwsAsync(servicesWith({}, { isSet: false }).push(), {
    code: 'metadata_push_no_credentials',
  });
  await t.throwsAsync(servicesWith({ error }).push(), {
    code: 'metadata_push_failed',
    message: /The token is refused/,
  });
});
