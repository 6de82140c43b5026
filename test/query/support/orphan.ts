import { QueryPool } from '../../../host/query/pool.ts';

// A host that starts an endless query in the folder given and prints each line of its pool.
const folder = process.argv[2] ?? '';
const pool = new QueryPool({ folder, workers: 1, newId: () => 'q', log: () => {} });
const scope = { key: 'none', views: [] };
const large = {
  scope,
  sql: 'FROM range(10000000)',
  limit: 10_000_000,
  format: 'csv',
  timeoutMs: 60_000,
} as const;

await pool.run(large);
process.stdout.write('answering\n');
