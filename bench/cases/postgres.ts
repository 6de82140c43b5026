import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Server, startServer } from '../../plugins/connector-postgres/test/support/server.ts';
import type { Case } from '../bench.ts';
import { type BenchRun, startRunHost } from '../bench-runs.ts';
import { compared, inRounds, type Measured, summaryOf, timed } from '../measured.ts';
import { openRaw } from '../raw-duckdb.ts';

const rows = 2_000_000;
const enough = 400_000;

/** Reading a table of 16 columns from PostgreSQL to published parquet, beside what the parquet alone costs. */
export const postgres: Case = {
  name: 'postgres',
  run: async ({ rounds, folder }) => {
    const server = await startServer();
    if (typeof server === 'string') throw new Error(`There is nothing to measure, because ${server}.`);
    try {
      return await measure(server, rounds, folder);
    } finally {
      await server.stop();
    }
  },
};

const measure = async (server: Server, rounds: number, folder: string): Promise<readonly Measured[]> => {
  await server.run(bigTable);
  await server.run('GRANT SELECT ON big TO reader');
  const csv = join(folder, 'big.csv');
  await writeCsv(csv);
  await mkdir(join(folder, 'postgres'));
  const config = {
    host: 'localhost',
    port: server.port,
    database: 'shop',
    user: 'reader',
    ssl_ca: server.ca,
  };
  const tables = [{ name: 'big', bucket: 'public', source_table: 'big' }];
  await using runs = await startRunHost(
    join(folder, 'postgres'),
    [{ slug: 'shop', type: 'postgres', config, tables }],
    { private: ['127.0.0.1'], env: { AGNES_PG_PASSWORD: server.password } },
  );
  const seen: BenchRun[] = [];
  const measured = await inRounds(rounds, async () => {
    const reference = await rawCsv(csv, join(folder, 'raw.parquet'));
    const run = await runs.run('shop', { force: true });
    seen.push(run);
    return { reference, agnes: run.ms };
  });
  return [speedOf(compared('CSV to parquet in DuckDB', measured)), ...memoryOf(seen)];
};

const speedOf = (line: ReturnType<typeof compared>): Measured => {
  const perSecond = Math.round(rows / (line.agnes.median / 1_000));
  return {
    name: `${rows} rows of 16 columns, PostgreSQL to published`,
    unit: 'ms',
    ...line,
    target: { text: `≥ ${enough} rows/s`, met: perSecond >= enough },
    note: `${perSecond} rows/s`,
  };
};

const memoryOf = (runs: readonly BenchRun[]): readonly Measured[] => {
  const host = summaryOf(runs.map(({ hostMib }) => hostMib));
  const run = summaryOf(runs.map(({ runMib }) => runMib));
  return [
    {
      name: 'memory of the host',
      unit: 'MiB',
      agnes: host,
      target: { text: '< 250 MiB', met: host.median < 250 },
    },
    {
      name: 'memory of the run',
      unit: 'MiB',
      agnes: run,
      target: { text: '< 600 MiB', met: run.median < 600 },
    },
  ];
};

const bigTable = `CREATE TABLE big AS SELECT i::bigint AS id, (i % 1000)::int AS shop, i * 7::bigint AS seq,
  (i % 97)::smallint AS kind, (i * 1.37)::float8 AS weight, random() AS chance, (i * 13 % 100000 / 100.0)::numeric(12, 2) AS price,
  i % 2 = 0 AS paid, date '2020-01-01' + i % 2000 AS day, timestamp '2020-01-01' + i * interval '1 second' AS made,
  timestamptz '2020-01-01Z' + i * interval '1 second' AS changed, gen_random_uuid() AS token, 'name ' || i AS name,
  'city, ' || i % 100 AS city, CASE WHEN i % 3 > 0 THEN 'note ' || i % 17 END AS note, 'x' || md5(i::text) AS digest
  FROM generate_series(1, ${rows}) AS g(i)`;

const writeCsv = async (path: string): Promise<void> => {
  using duckdb = await openRaw();
  await duckdb.run(
    `COPY (SELECT i AS id, i % 1000 AS shop, i * 7 AS seq, i % 97 AS kind, i * 1.37 AS weight, random() AS chance,
       (i * 13 % 100000 / 100.0)::DECIMAL(12, 2) AS price, i % 2 = 0 AS paid, DATE '2020-01-01' + (i % 2000)::INTEGER AS day,
       TIMESTAMP '2020-01-01' + to_seconds(i) AS made, (TIMESTAMP '2020-01-01' + to_seconds(i))::TIMESTAMPTZ AS changed,
       uuid() AS token, 'name ' || i AS name, 'city, ' || i % 100 AS city,
       CASE WHEN i % 3 > 0 THEN 'note ' || i % 17 END AS note, 'x' || md5(i::VARCHAR) AS digest
     FROM range(${rows}) AS r(i)) TO '${path}' (FORMAT csv, HEADER)`,
  );
};

/** What the engine itself takes to make parquet of such rows. */
const rawCsv = async (path: string, target: string): Promise<number> => {
  using duckdb = await openRaw();
  const copy = `COPY (FROM read_csv('${path}')) TO '${target}' (FORMAT parquet, COMPRESSION zstd)`;
  return (await timed(() => duckdb.run(copy))).ms;
};
