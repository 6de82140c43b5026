import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Producer } from './producer.ts';

/** What a run made. */
interface Made {
  readonly tableId: string;
  readonly runId: string;
  readonly at: Date;
}

/** Notes which code brought what readers see of a table, in the transaction that shows it to them. */
export const saveProducer = async (
  tx: Kysely<Tables>,
  { producedBy, treeHash, pluginGeneration }: Producer,
  { tableId, runId, at }: Made,
): Promise<void> => {
  const [plugin = '', version = ''] = producedBy.split('@');
  await tx.deleteFrom('table_producers').where('table_id', '=', tableId).execute();
  await tx
    .insertInto('table_producers')
    .values({
      table_id: tableId,
      plugin_id: plugin,
      version,
      tree_hash: treeHash ?? null,
      generation: pluginGeneration ?? null,
      run_id: runId,
      produced_at: at,
    })
    .execute();
};
