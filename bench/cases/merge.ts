import { join } from 'node:path';
import type { Case } from '../bench.ts';
import { publishedFile, startRunHost } from '../bench-runs.ts';
import { compared, inRounds, timed } from '../measured.ts';
import { openRaw } from '../raw-duckdb.ts';

const rows = 6_000_000;
const changed = 60_000;
const mostOfRaw = 2;

/** An incremental read: some rows of a large table have changed. */
export const merge: Case = {
  name: 'merge',
  run: async ({ rounds, folder }) => {
    await using runs = await startRunHost(join(folder, 'merge'), [
      { slug: 'ledger', type: 'bench-rows', config: { rows, changed }, tables: [] },
    ]);
    await runs.host.ask('POST', '/api/admin/register-table', {
      name: 'ledger',
      connection: 'ledger',
      source_table: 'rows',
      sync_strategy: 'incremental',
      primary_key: ['id'],
    });
    await runs.run('ledger');
    const pairs = await inRounds(rounds, async () => ({
      reference: await rewrite(
        await publishedFile(runs.data, 'ledger', 'ledger'),
        join(folder, 'raw.parquet'),
      ),
      agnes: (await runs.run('ledger')).ms,
    }));
    const line = compared('COPY of the old file', pairs);
    return [
      {
        name: `merge of ${changed} rows into ${rows}`,
        unit: 'ms',
        ...line,
        target: { text: `< ${mostOfRaw} × rewrite`, met: line.ratio.median < mostOfRaw },
      },
    ];
  },
};

/** A plain rewrite of the table by DuckDB itself. */
const rewrite = async (path: string, target: string): Promise<number> => {
  using duckdb = await openRaw();
  const copy = `COPY (FROM read_parquet('${path}')) TO '${target}' (FORMAT parquet, COMPRESSION zstd)`;
  return (await timed(() => duckdb.run(copy))).ms;
};
