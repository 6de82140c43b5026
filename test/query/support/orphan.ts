import { QueryPool } from '../../../host/query/pool.ts';

// A host with one worker in the folder given, which is asked something it will never finish.
const folder = process.argv[2] ?? '';
const pool = new QueryPool({ folder, workers: 1, newId: () => 'q', log: () => {} });
const sql = 'SELECT count(*) FROM range(1000000000000) a, range(1000000) b';
const scope = { key: 'none', views: [] };

await pool.run({ scope, sql, limit: 1, format: 'json', timeoutMs: 600_000 });
