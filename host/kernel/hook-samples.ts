import type { HookName, Hooks } from '@agnes/sdk';

const source = { slug: 'shop', type: 'calendar' };
const generationOfSample = 12;

/** For every hook one thing that its taps might get. */
export const hookSamples: { readonly [Name in HookName]: Hooks[Name]['input'] } = {
  beforeExtract: {
    source,
    tables: [
      { id: 'tbl_1', name: 'orders', maxRows: 1000 },
      { id: 'tbl_2', name: 'customers' },
    ],
  },
  afterExtract: {
    source,
    table: { id: 'tbl_1', name: 'orders' },
    rows: 100,
    previousRows: 98,
    sizeBytes: 4096,
    columns: [
      { name: 'id', type: 'bigint' },
      { name: 'placed_at', type: 'timestamp' },
    ],
    measured: { id: { nulls: 0, distinct: 100, min: '1', max: '100' } },
  },
  afterRebuild: {
    generation: generationOfSample,
    changed: ['orders'],
    removed: [],
    failed: ['customers'],
    tables: [{ id: 'tbl_1', name: 'orders', rows: 100, version: 'v1' }],
  },
  beforeQuery: {
    queryId: 'qry_1',
    sql: 'SELECT count(*) FROM orders',
    tables: [{ id: 'tbl_1', name: 'orders' }],
    user: { id: 'usr_1', email: 'ada@example.com', isAdmin: false },
    surface: 'api',
    format: 'json',
    limit: 1000,
    timeoutMs: 60_000,
  },
  afterQuery: {
    queryId: 'qry_1',
    userId: 'usr_1',
    surface: 'api',
    occurredAt: '2026-01-01T00:00:00.000Z',
    sql: 'SELECT count(*) FROM orders',
    sqlSha256: '0'.repeat(64),
    tableIds: ['tbl_1'],
    status: 'ok',
    rows: 1,
    bytes: 12,
    durationMs: 7,
    generation: generationOfSample,
    cached: false,
  },
  listResourceBlocks: { type: 'table' },
  catalogEnrich: {
    table: { id: 'tbl_1', name: 'orders', sourceType: 'calendar' },
    columns: {},
    tags: [],
    owners: [],
    upstream: [],
  },
  resolveUser: { scheme: 'bearer', value: 'no-credential-of-anybody' },
};
