import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Case } from '../bench.ts';
import { type BenchRun, startRunHost } from '../bench-runs.ts';
import { compared, inRounds, type Measured, summaryOf, timed } from '../measured.ts';
import { openRaw } from '../raw-duckdb.ts';

const streamed = 2_000_000;
const lines = 10_000_000;
const enough = 400_000;
const mostOfRaw = 1.3;

/** Reading whole tables: rows that a connector yields, and a CSV file as large as they come. */
export const extract: Case = {
  name: 'extract',
  run: async ({ rounds, folder }) => {
    const files = join(folder, 'csv');
    await mkdir(files);
    await writeCsv(join(files, 'lines.csv'));
    await using runs = await startRunHost(
      join(folder, 'extract'),
      [
        { slug: 'rows', type: 'bench-rows', config: { rows: streamed }, tables: [named('rows')] },
        { slug: 'csv', type: 'files', config: { location: files }, tables: [named('lines.csv')] },
      ],
      { roots: [files] },
    );
    const stream = await inRounds(rounds, () => runs.run('rows', { force: true }));
    const csv = await inRounds(rounds, async () => ({
      reference: await rawCsv(join(files, 'lines.csv'), join(folder, 'raw.parquet')),
      agnes: (await runs.run('csv', { force: true })).ms,
    }));
    const line = compared('COPY in DuckDB', csv);
    return [
      streamLine(stream),
      {
        name: `CSV of ${lines} lines to published`,
        unit: 'ms',
        ...line,
        target: { text: `≤ ${mostOfRaw} × DuckDB`, met: line.ratio.median <= mostOfRaw },
      },
      ...memoryLines(stream),
    ];
  },
};

const named = (source_table: string) => ({ name: source_table.replace('.csv', ''), source_table });

const streamLine = (runs: readonly BenchRun[]): Measured => {
  const agnes = summaryOf(runs.map(({ ms }) => ms));
  const perSecond = Math.round(streamed / (agnes.median / 1_000));
  return {
    name: `${streamed} rows of 10 columns, yielded to published`,
    unit: 'ms',
    agnes,
    target: { text: `≥ ${enough} rows/s`, met: perSecond >= enough },
    note: `${perSecond} rows/s`,
  };
};

/** Resident memory while rows are streamed. */
const memoryLines = (runs: readonly BenchRun[]): readonly Measured[] => {
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
      target: { text: '< 1,024 MiB', met: run.median < 1_024 },
    },
  ];
};

const writeCsv = async (path: string): Promise<void> => {
  using duckdb = await openRaw();
  await duckdb.run(
    `COPY (SELECT i AS id, 'customer ' || (i % 50021) AS customer, (i % 10007) / 100 AS amount, i % 3 = 0 AS is_paid,
       DATE '2020-01-01' + (i % 2000)::INTEGER AS day, 'note ' || (i % 977) AS note FROM range(${lines}) AS r(i))
     TO '${path}' (FORMAT csv, HEADER)`,
  );
};

/** What DuckDB itself takes for the same file, compressed in the same way. */
const rawCsv = async (path: string, target: string): Promise<number> => {
  using duckdb = await openRaw();
  const copy = `COPY (FROM read_csv('${path}')) TO '${target}' (FORMAT parquet, COMPRESSION zstd)`;
  return (await timed(() => duckdb.run(copy))).ms;
};
