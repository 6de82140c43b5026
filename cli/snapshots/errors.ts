import { defineError } from '@agnes/sdk/errors';
import { byteText } from '../terminal/byte-text.ts';

/** A snapshot cannot be called that. */
export const badSnapshotName = defineError<{ name: string; reason: string }>({
  code: 'bad_snapshot_name',
  kind: 'bad_request',
  message: ({ name, reason }) => `A snapshot cannot be called "${name}": ${reason}.`,
  hint: 'Give another name with --as NAME: a letter or _, then up to 63 letters, digits or _.',
});

/** A snapshot is to be called what a synced table is called, as one is that got no name of its own. */
export const nameOfSyncedTable = defineError<{ name: string; table: string }>({
  code: 'name_of_synced_table',
  kind: 'bad_request',
  message: ({ name, table }) =>
    `A snapshot cannot be called "${name}": the table "${table}" is synced to this workspace, and both would be one name in queries.`,
  hint: ({ table }) =>
    `The table is here as a whole, ask it: agnes query "SELECT * FROM ${table}". To keep a snapshot beside it, fetch with another name: --as NAME.`,
});

/** There is a snapshot, or a file in its place, already. */
export const snapshotExists = defineError<{ name: string }>({
  code: 'snapshot_exists',
  kind: 'conflict',
  message: ({ name }) => `There is a snapshot "${name}" already.`,
  hint: ({ name }) => `Renew it with: agnes snapshot refresh ${name}. Or give --force, or another --as NAME.`,
});

/** No snapshot is called that. */
export const snapshotMissing = defineError<{ name: string }>({
  code: 'snapshot_not_found',
  kind: 'not_found',
  message: ({ name }) => `There is no snapshot "${name}" in this workspace.`,
  hint: 'See them with: agnes snapshot list',
});

/** A snapshot, and how much room it takes. */
interface Sized {
  readonly name: string;
  readonly bytes: number;
}

/** The snapshots of the workspace take as much room as they may. */
export const snapshotQuotaFull = defineError<{
  used_bytes: number;
  quota_bytes: number;
  largest: readonly Sized[];
}>({
  code: 'snapshot_quota_full',
  kind: 'internal',
  message: ({ used_bytes, quota_bytes }) =>
    `The snapshots of this workspace may take ${byteText(quota_bytes)}; with this one they would take more, now it is ${byteText(used_bytes)}.`,
  hint: ({ largest }) =>
    `Drop one with agnes snapshot drop NAME, narrow this one, or set AGNES_SNAPSHOT_QUOTA_GB. ${largestText(largest)}`,
});

const largestText = (largest: readonly Sized[]): string =>
  largest.length === 0
    ? 'There is none to drop.'
    : `The largest: ${largest.map(({ name, bytes }) => `${name} (${byteText(bytes)})`).join(', ')}.`;

/** The scan costs more than was said, and nobody is there to be asked. */
export const costsTooMuch = defineError<{ cost_usd: number; max_cost_usd: number }>({
  code: 'costs_too_much',
  kind: 'bad_request',
  message: ({ cost_usd, max_cost_usd }) =>
    `The scan would cost about ${cost_usd.toFixed(2)} USD, more than ${max_cost_usd.toFixed(2)} USD.`,
  hint: 'Narrow it with --select, --where or --limit, or allow it with --max-cost USD or --yes.',
});

/** Not all rows came. */
export const scanCut = defineError<{ table: string; reason: string }>({
  code: 'scan_cut',
  kind: 'internal',
  message: ({ table, reason }) => `Not all rows of "${table}" came: ${reason}. Nothing was kept.`,
  hint: 'Narrow the scan with --select, --where or --limit, and run it again.',
});

/** The disk would not take the file. */
export const snapshotUnwritable = defineError<{ path: string; reason: string }>({
  code: 'snapshot_unwritable',
  kind: 'internal',
  message: ({ path, reason }) => `${path} cannot be written: ${reason}.`,
  hint: 'Free some space or choose another folder with --workspace, and run it again.',
});
