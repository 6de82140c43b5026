import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchExtension } from '../../plugins/connector-postgres/test/support/extension-file.ts';
import { type Server, startServer } from '../../plugins/connector-postgres/test/support/server.ts';
import type { Case } from '../bench.ts';
import { type BenchRun, type RunHost, startRunHost } from '../bench-runs.ts';
import { compared, inRounds, type Measured, summaryOf, timed } from '../measured.ts';
import { openRaw } from '../raw-duckdb.ts';

const rows = 2_000_000;
const enough = 400_000;

/** How each source is read. */
const ways: Readonly<Record<string, string>> = { shop: 'by COPY', attached: "by DuckDB's extension" };

/** Reading a table of 16 columns from PostgreSQL to published parquet, beside what its two halves cost alone, one after the other. */
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
  const big = { name: 'big', bucket: 'public', source_table: 'big' };
  await using runs = await startRunHost(
    join(folder, 'postgres'),
    [
      { slug: 'shop', type: 'postgres', config, tables: [big] },
      {
        slug: 'attached',
        type: 'postgres',
        config: { ...config, driver: 'extension' },
        tables: [{ ...big, name: 'big_attached' }],
      },
    ],
    { private: ['127.0.0.1'], env: { AGNES_PG_PASSWORD: server.password } },
  );
  const read = (source: string) => runsOf(source, { runs, rounds, csv, folder, server });
  const copied = await read('shop');
  if (!(await fetchExtension(join(runs.data, 'duckdb-extensions')))) return copied;
  return [...copied, ...(await read('attached'))];
};

interface Reading {
  readonly runs: RunHost;
  readonly rounds: number;
  readonly csv: string;
  readonly folder: string;
  readonly server: Server;
}

const runsOf = async (
  source: string,
  { runs, rounds, csv, folder, server }: Reading,
): Promise<readonly Measured[]> => {
  const seen: BenchRun[] = [];
  const measured = await inRounds(rounds, async () => {
    const sent = await timed(() => server.run("COPY big TO '/dev/null' (FORMAT csv)"));
    const parsed = await rawCsv(csv, join(folder, 'raw.parquet'));
    const run = await runs.run(source, { force: true });
    seen.push(run);
    return { reference: sent.ms + parsed, agnes: run.ms };
  });
  const line = compared('COPY to nowhere by the server, and then CSV to parquet in DuckDB', measured);
  return [speedOf(source, line), ...memoryOf(source, seen)];
};

const speedOf = (source: string, line: ReturnType<typeof compared>): Measured => {
  const perSecond = Math.round(rows / (line.agnes.median / 1_000));
  return {
    name: `${rows} rows of 16 columns, PostgreSQL to published, ${ways[source]}`,
    unit: 'ms',
    ...line,
    target: { text: `≥ ${enough} rows/s`, met: perSecond >= enough },
    note: `${perSecond} rows/s`,
  };
};

const memoryOf = (source: string, runs: readonly BenchRun[]): readonly Measured[] => {
  const host = summaryOf(runs.map(({ hostMib }) => hostMib));
  const run = summaryOf(runs.map(({ runMib }) => runMib));
  return [
    {
      name: `memory of the host, ${ways[source]}`,
      unit: 'MiB',
      agnes: host,
      target: { text: '< 250 MiB', met: host.median < 250 },
    },
    {
      name: `memory of the run, ${ways[source]}`,
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
