import type { Outcome, Run } from '../../command.ts';
import { badUsage } from '../../errors.ts';
import { dropSnapshots } from '../../snapshots/drop.ts';
import { SnapshotFolder } from '../../snapshots/folder.ts';
import type { Snapshot } from '../../snapshots/snapshot.ts';
import { byteText } from '../../terminal/byte-text.ts';
import { confirm } from '../../terminal/prompt.ts';

/** Removes the snapshots that meet every condition given. */
export const run: Run = async (input, session) => {
  const olderThan = amountOf('older-than', input.text('older-than'), times);
  const largerThan = amountOf('larger-than', input.text('larger-than'), sizes);
  if (olderThan === undefined && largerThan === undefined && !input.on('all')) {
    throw badUsage({
      reason: 'Without a condition nothing is removed.',
      hint: 'Give --older-than 7d, --larger-than 1g, or --all.',
    });
  }
  const folder = new SnapshotFolder(await session.workspace());
  const before = session.world.now() - (olderThan ?? 0);
  const chosen = (await folder.all()).filter(
    ({ fetchedAt, bytes }) =>
      (olderThan === undefined || Date.parse(fetchedAt) < before) &&
      (largerThan === undefined || bytes > largerThan),
  );
  if (input.on('dry-run') || chosen.length === 0) return outcomeOf(chosen, { isDryRun: input.on('dry-run') });
  await confirm(session, `Drop ${chosen.map(({ name }) => name).join(', ')}?`);
  const { viewsDeferred } = await dropSnapshots(chosen, folder, session);
  return outcomeOf(chosen, { viewsDeferred });
};

const outcomeOf = (
  snapshots: readonly Snapshot[],
  { isDryRun = false, viewsDeferred = false }: { isDryRun?: boolean; viewsDeferred?: boolean },
): Outcome => {
  const freed = snapshots.reduce((sum, { bytes }) => sum + bytes, 0);
  const done = isDryRun
    ? `${byteText(freed)} would be freed. Nothing was done.`
    : `${byteText(freed)} freed.`;
  return {
    data: {
      dropped: snapshots.map(({ name, bytes }) => ({ name, bytes })),
      freed_bytes: freed,
      dry_run: isDryRun,
      views_deferred: viewsDeferred,
    },
    text: [...snapshots.map(({ name, bytes }) => `drop  ${name}  ${byteText(bytes)}`), done],
  };
};

const times: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const sizes: Readonly<Record<string, number>> = { b: 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** `7d` or `1g` as a number; another text is refused. */
const amountOf = (
  option: string,
  text: string | undefined,
  units: Readonly<Record<string, number>>,
): number | undefined => {
  if (text === undefined) return undefined;
  const [, count = '', unit = ''] = /^(\d+(?:\.\d+)?)([a-z])$/.exec(text.toLowerCase()) ?? [];
  const factor = units[unit];
  if (factor !== undefined) return Number(count) * factor;
  throw badUsage({
    reason: `--${option} takes a number with ${Object.keys(units).join(', ')} behind it, not "${text}".`,
    hint: `Example: --${option} ${units === times ? '7d' : '1g'}`,
  });
};
