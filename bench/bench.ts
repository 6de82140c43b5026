import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostFolders } from './bench-host.ts';
import type { Measured } from './measured.ts';
import { openRaw } from './raw-duckdb.ts';
import { fillHost } from './workshop.ts';

/** What a case gets. */
export interface Bench {
  readonly rounds: number;
  /** For what a case writes; gone at the end. */
  readonly folder: string;
  /** A data folder with the tables of the demo and of the bench; made when first asked for. No host runs on it. */
  readonly filled: () => Promise<HostFolders>;
}

/** A group of measurements. */
export interface Case {
  readonly name: string;
  readonly run: (bench: Bench) => Promise<readonly Measured[]>;
}

const demoFiles = join(dirname(fileURLToPath(import.meta.resolve('vega-datasets'))), '../data');

/** Makes what the cases share. */
export const benchIn = (folder: string, rounds: number): Bench => {
  let filled: Promise<HostFolders> | undefined;
  return {
    rounds,
    folder,
    filled: () => {
      filled ??= fill(folder);
      return filled;
    },
  };
};

const fill = async (folder: string): Promise<HostFolders> => {
  const own = join(folder, 'files');
  await mkdir(own);
  using duckdb = await openRaw();
  await duckdb.run(`COPY (${noise}) TO '${join(own, 'noise.parquet')}' (FORMAT parquet)`);
  await duckdb.run(
    `COPY (SELECT * FROM '${join(demoFiles, 'flights-3m.parquet')}' LIMIT 1000000)
     TO '${join(own, 'flights-1m.parquet')}' (FORMAT parquet)`,
  );
  await duckdb.run(`COPY (${wide}) TO '${join(own, 'wide-1m.parquet')}' (FORMAT parquet)`);
  return fillHost(join(folder, 'host'), [
    {
      slug: 'demo',
      location: demoFiles,
      files: { flights_3m: 'flights-3m.parquet', airports: 'airports.csv' },
    },
    {
      slug: 'bench',
      location: own,
      files: { noise: 'noise.parquet', flights_1m: 'flights-1m.parquet', wide_1m: 'wide-1m.parquet' },
    },
  ]);
};

/** A million rows of sixteen columns of many types. */
const wide = `SELECT i AS id, i % 1000 AS shop, i * 7 AS seq, (i % 97)::SMALLINT AS kind, i * 1.37::DOUBLE AS weight, random() AS chance,
  (i * 13 % 100000 / 100.0)::DECIMAL(12, 2) AS price, i % 2 = 0 AS paid, DATE '2020-01-01' + (i % 2000)::INTEGER AS day,
  TIMESTAMP '2020-01-01' + to_seconds(i) AS made, (i % 5)::TINYINT AS stars, uuid() AS token, 'name ' || i AS name,
  'city ' || i % 100 AS city, CASE WHEN i % 3 > 0 THEN 'note ' || i % 17 END AS note, 'x' || md5(i::VARCHAR) AS digest
  FROM range(1000000) AS r(i)`;

/** 256 MB that no codec makes smaller: four columns of eight million hashes. */
const noise = `SELECT hash(i) AS a, hash(i, 1) AS b, hash(i, 2) AS c, hash(i, 3) AS d FROM range(8000000) AS r(i)`;
