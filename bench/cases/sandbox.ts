import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openSandbox } from '../../host/query/worker/sandbox.ts';
import type { Case } from '../bench.ts';
import { inRounds, summaryOf, timed } from '../measured.ts';

const tables = 100;
const mostMs = 60;

/** Locking up a hundred tables of sixteen columns for somebody who may read just these. */
export const sandbox: Case = {
  name: 'sandbox',
  run: async ({ rounds, folder }) => {
    const files = await writeTables(folder);
    const views = files.map((file, index) => ({ name: `table_${index}`, files: [file] }));
    const settings = { fifo: join(folder, 'sandbox.fifo'), threads: 2, memoryMb: 512 };
    const taken = await inRounds(rounds, async () => {
      const { ms, result } = await timed(() => openSandbox({ key: 'bench', views }, settings));
      result[Symbol.dispose]();
      return ms;
    });
    const agnes = summaryOf(taken);
    return [
      {
        name: `sandbox of ${tables} tables`,
        unit: 'ms',
        agnes,
        target: { text: `≤ ${mostMs} ms`, met: agnes.median <= mostMs },
      },
    ];
  },
};

const writeTables = async (folder: string): Promise<readonly string[]> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns = Array.from({ length: 16 }, (_, index) => `i + ${index} AS c${index}`).join(', ');
  const files = Array.from({ length: tables }, (_, index) => join(folder, `table-${index}.parquet`));
  for (const file of files) {
    await connection.run(`COPY (SELECT ${columns} FROM range(1000) AS r(i)) TO '${file}' (FORMAT parquet)`);
  }
  connection.closeSync();
  instance.closeSync();
  return files;
};
