import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { selectFiles } from '../../host/lake/view-sql.ts';
import type { Case } from '../bench.ts';
import { openLake } from '../bench-lake.ts';
import { compared, inRounds, type Measured, summaryOf, timed } from '../measured.ts';
import { openRaw } from '../raw-duckdb.ts';
import { fillHost } from '../workshop.ts';

const tables = 1_000;

/** A lake of 1,000 tables: brought from CSV files once by a host, then rebuilt as a whole and for one table. */
export const rebuild: Case = {
  name: 'rebuild',
  run: async ({ rounds, folder }) => {
    const { data, syncMs } = await filledWithMany(join(folder, 'many'));
    const { views, one } = await measureLake(data, rounds, join(folder, 'raw.duckdb'));
    const share = Math.round((100 * views.agnes.median) / syncMs);
    return [
      {
        name: `sync of ${tables} CSV files`,
        unit: 'ms',
        agnes: summaryOf([syncMs]),
        note: `once; the rebuild is ${share} % of it`,
      },
      views,
      one,
    ];
  },
};

const filledWithMany = async (folder: string) => {
  const location = join(folder, 'files');
  await mkdir(location, { recursive: true });
  const names = Array.from({ length: tables }, (_, index) => `t${String(index).padStart(4, '0')}`);
  for (const name of names) await writeFile(join(location, `${name}.csv`), csvOf(name));
  const files = Object.fromEntries(names.map((name) => [name, `${name}.csv`]));
  return fillHost(folder, [{ slug: 'many', location, files }]);
};

const csvOf = (name: string): string =>
  ['id,name,amount', ...Array.from({ length: 20 }, (_, index) => `${index},${name},${index * 1.5}`), ''].join(
    '\n',
  );

const measureLake = async (
  data: string,
  rounds: number,
  rawFile: string,
): Promise<{ readonly views: Measured & { agnes: { median: number } }; readonly one: Measured }> => {
  await using bench = await openLake(data);
  const whole = await inRounds(rounds, async () => {
    const views = bench.lake.published().map(({ name, files }) => ({ name, sql: selectFiles(files) }));
    return { reference: await rawViews(views, rawFile), agnes: await bench.rebuildAll() };
  });
  const single = await inRounds(rounds, () => bench.changeOne());
  const line = compared('CREATE VIEW in DuckDB', whole);
  return {
    views: {
      name: `rebuild of ${tables} views`,
      unit: 'ms',
      ...line,
      note: `${Math.round(tables / (line.agnes.median / 1_000))} views/s, raw ${Math.round(tables / (line.reference.median / 1_000))}`,
    },
    one: { name: `publish 1 of ${tables} tables`, unit: 'ms', agnes: summaryOf(single) },
  };
};

const rawViews = async (
  views: readonly { readonly name: string; readonly sql: string }[],
  path: string,
): Promise<number> => {
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
