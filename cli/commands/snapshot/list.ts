import type { Run } from '../../command.ts';
import { ageOf, knownTimes } from '../../snapshots/age.ts';
import { SnapshotFolder } from '../../snapshots/folder.ts';
import { quotaGb } from '../../snapshots/room.ts';
import { snapshotJson } from '../../snapshots/snapshot.ts';
import { byteText } from '../../terminal/byte-text.ts';
import { textTable } from '../../terminal/text-table.ts';

const columns = [
  { title: 'name' },
  { title: 'table' },
  { title: 'rows', align: 'right' },
  { title: 'size', align: 'right' },
  { title: 'as of' },
  { title: 'state' },
  { title: 'condition' },
] as const;

/** The snapshots of the workspace, each with how it stands to its table. */
export const run: Run = async (_input, session) => {
  const folder = new SnapshotFolder(await session.workspace());
  const all = await folder.all();
  if (all.length === 0) session.out.note('There is no snapshot here. Make one with: agnes fetch ID');
  const times = all.length === 0 ? { isFresh: false, tables: [] } : await knownTimes(session);
  const aged = await Promise.all(
    all.map(async (snapshot) => ({ snapshot, ...(await ageOf(snapshot, folder, times)) })),
  );
  const rows = aged.map(({ snapshot: { name, wish, rows: count, bytes, asOf }, state }) => [
    ...[name, wish.table, count, byteText(bytes), asOf, state, wish.where ?? ''],
  ]);
  return {
    data: {
      snapshots: aged.map(({ snapshot, state, updated }) => ({
        ...snapshotJson(snapshot),
        path: folder.fileOf(snapshot.name),
        table_updated: updated ?? null,
        state,
      })),
      used_bytes: await folder.usedBytes(),
      quota_gb: quotaGb(session.world.env),
    },
    text: rows.length === 0 ? [] : textTable(columns, rows, session.out.width),
  };
};
