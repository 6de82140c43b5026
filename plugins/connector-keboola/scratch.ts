import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DriverUnfit, defineConnector, type ReadMessage } from '@agnes/sdk/connector';
import { checkProject } from './check-project.ts';
import storageApi from './connector.ts';
import type { Written } from './duckdb/leave-extract.ts';
import { beginRun } from './run.ts';
import type { Settings } from './settings.ts';

/** Queries over tables of the project where DuckDB's extension is not there: over exports, in a database of their own. */
export default defineConnector<Settings>({
  ...storageApi,

  async *read(context) {
    const { tables, config, signal, staging = '' } = context;
    const run = beginRun(context);
    if (config.project_id !== undefined) await checkProject(run);
    const written: Written[] = [];
    for (const table of tables) {
      signal.throwIfAborted();
      if (table.queryMode !== 'materialized') {
        yield {
          type: 'failed',
          table: table.id,
          error: DriverUnfit({ table: table.name, reason: 'it is no query.' }),
        };
        continue;
      }
      const { runOverExports } = await import('./duckdb/run-query.ts');
      await mkdir(join(staging, 'data'), { recursive: true });
      try {
        const result = await runOverExports(table, run, staging);
        yield* result.notices;
        written.push(result.written);
      } catch (error) {
        signal.throwIfAborted();
        yield { type: 'failed', table: table.id, error } satisfies ReadMessage;
      }
    }
    if (written.length === 0) return;
    const { leaveExtract } = await import('./duckdb/leave-extract.ts');
    await leaveExtract(staging, written, config);
  },
});
