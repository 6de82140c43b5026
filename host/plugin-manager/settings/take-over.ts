import type { GenerationLock } from '../../kernel/generation-lock.ts';
import type { GenerationFiles } from '../generation-files.ts';
import type { GenerationLog } from '../generation-log.ts';
import { wantedLock } from '../wanted-lock.ts';
import type { Companions } from './companions.ts';

interface TakingOver {
  readonly files: GenerationFiles;
  readonly log: GenerationLog;
  readonly companions: Companions;
  readonly hostVersion: string;
  readonly now: () => number;
  /** A number that no generation has or had. */
  readonly number: () => Promise<number>;
}

/**
 * Settings that the overlay says otherwise than in the current generation become a generation of their own. The plugins
 * are told with the next start. Where nothing was ever installed there is nothing to go back to.
 */
export const takeOver = async (
  { files, log, companions, hostVersion, now, number }: TakingOver,
  by: string,
): Promise<GenerationLock | undefined> => {
  const { lock: before, pointer } = await files.current();
  if (!before || pointer?.generation !== before.generation) return undefined;
  // One that was not watched to the end is not to be followed by one that counts as proven.
  if (await log.isUnproven(before)) return undefined;
  // What this one brings is put in first: once another one counts, nobody would.
  await companions.settleOpen();
  const moved = await companions.moved(before);
  if (moved.length === 0) return undefined;
  const reason = `Settings of ${moved.join(', ')} were changed`;
  const plugins = await companions.withSettings(before.plugins);
  const made = { generation: await number(), parent: before.generation, hostVersion, at: now() };
  const lock = wantedLock({ plugins, reason, by }, made);
  await files.write(lock);
  await companions.note(lock);
  await files.point(lock, pointer.local);
  await log.activated(lock);
  await log.committed(lock);
  return lock;
};
