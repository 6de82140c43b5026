import { join } from 'node:path';
import type { Generation } from '../kernel/found.ts';
import type { ConditionSink } from '../kernel/plugin-state.ts';
import { readGeneration } from '../kernel/read-generation.ts';

interface Booting {
  /** Absolute, real. */
  readonly dataDir: string;
  readonly conditions: Pick<ConditionSink, 'raise' | 'clear'>;
  /** True: only what ships with the host is loaded. */
  readonly isSafe: boolean;
}

const subject = { subjectType: 'plugin_generation', subjectId: 'current' } as const;

/** Folder of the files that say which plugins this host has. */
export const generationsIn = (dataDir: string): string => join(dataDir, 'plugins', 'generations');

/** Reads which plugins are installed, from files alone, and says what people must know of it. */
export const bootGeneration = async ({
  dataDir,
  conditions,
  isSafe,
}: Booting): Promise<{ readonly generation?: Generation }> => {
  const { lock, pointer, fault } = await readGeneration(generationsIn(dataDir));
  if (fault === undefined)
    await conditions.clear(subject.subjectType, subject.subjectId, 'generation_broken');
  else await conditions.raise({ ...subject, ...broken, why: fault });
  if (isSafe) await conditions.raise({ ...subject, ...safe });
  else await conditions.clear(subject.subjectType, subject.subjectId, 'safe_mode');
  if (!lock && !pointer) return {};
  const known = lock && { number: lock.generation };
  return { generation: { ...known, plugins: lock?.plugins ?? [], local: pointer?.local ?? {} } };
};

/** True: this host was started with only what ships with it. */
export const isSafeMode = async (conditions: Pick<ConditionSink, 'open'>): Promise<boolean> =>
  (await conditions.open()).some(({ code }) => code === 'safe_mode');

const broken = {
  code: 'generation_broken',
  severity: 'error',
  remedy:
    'Look at GET /api/admin/plugins, restore data/plugins/generations from a backup, or install again what is missing.',
} as const;

const safe = {
  code: 'safe_mode',
  severity: 'warning',
  why: 'The host was started in safe mode: only the plugins that ship with it are loaded.',
  remedy: 'Put right what made it necessary, then start the host without --safe-mode.',
} as const;
