import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { selectFiles } from '../../host/lake/view-sql.ts';
import type { Case } from '../bench.ts';
import { type BenchLake, openLake } from '../bench-lake.ts';
import { fillLake } from '../fill-lake.ts';
import { compared, inRounds, type Measured, type Pair, summaryOf, timed } from '../measured.ts';
import { openRaw } from '../raw-duckdb.ts';

const tables = 5_000;
const mostOneMs = 300;
const mostAllMs = 5_000;

/** A lake of 5,000 tables: rebuilt as a whole, and for one table that changed. */
export const rebuild: Case = {
  name: 'rebuild',
  run: async ({ rounds, folder }) => {
    const data = join(folder, 'many');
    await fillLake(data, tables);
    await using bench = await openLake(data);
    const rawFile = join(folder, 'raw.duckdb');
    // Whole, one, one: in the same rounds, so that a busy minute burdens all of them.
    const taken = await inRounds(rounds, async () => ({
      all: { reference: await rawViews(bench, rawFile), agnes: await bench.rebuildAll() },
      one: { reference: await rawChange(bench, rawFile), agnes: await bench.changeOne() },
      cold: await bench.changeOne({ cold: true }),
    }));
    return [whole(taken.map(({ all }) => all)), ...single(taken)];
  },
};

const whole = (pairs: readonly Pair[]): Measured => {
  const line = compared('CREATE VIEW in DuckDB', pairs);
  const perSecond = Math.round(tables / (line.agnes.median / 1_000));
  return {
    name: `rebuild of ${tables} views`,
    unit: 'ms',
    ...line,
    target: { text: `< ${mostAllMs} ms`, met: line.agnes.median < mostAllMs },
    note: `${perSecond} views/s, checked and read back`,
  };
};

const single = (taken: readonly { readonly one: Pair; readonly cold: number }[]): readonly Measured[] => {
  const line = compared(
    'open, CREATE VIEW, CHECKPOINT in DuckDB',
    taken.map(({ one }) => one),
  );
  const target = { text: `< ${mostOneMs} ms`, met: line.agnes.median < mostOneMs };
  const name = `publish 1 of ${tables} tables`;
  const cold = summaryOf(taken.map((one) => one.cold));
  return [
    { name, unit: 'ms', ...line, target },
    { name: `${name}, the builder not yet started`, unit: 'ms', agnes: cold },
  ];
};

const rawViews = async ({ lake }: BenchLake, path: string): Promise<number> => {
  const views = lake.published().map(({ name, files }) => ({ name, sql: selectFiles(files) }));
  await rm(path, { force: true });
  const { ms } = await timed(async () => {
    using raw = await openRaw(path);
    await raw.run('BEGIN');
    for (const { name, sql } of views) await raw.run(`CREATE VIEW ${name} AS ${sql}`);
    await raw.run('COMMIT');
    await raw.run('CHECKPOINT');
  });
  return ms;
};

const rawChange = async ({ lake }: BenchLake, path: string): Promise<number> => {
  const [table] = lake.published();
  if (!table) throw new Error('The lake is empty');
  const { ms } = await timed(async () => {
    using raw = await openRaw(path);
    await raw.run(`CREATE OR REPLACE VIEW ${table.name} AS ${selectFiles(table.files)}`);
    await raw.run('CHECKPOINT');
  });
  return ms;
};
