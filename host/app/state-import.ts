import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { draftPath } from '../store/exchange/drafts.ts';
import { importState, restoreState } from '../store/exchange/exchange.ts';
import { type RestorePoint, restorePointsIn } from '../store/exchange/restore-points.ts';
import { exitCode } from './exit-code.ts';
import { basePath, instanceConfig } from './instance-config.ts';
import type { Invocation } from './invocation.ts';

/** `agnes server import-state <file>`: takes an export for the state, while the host is stopped; `-` is stdin. */
export const stateImport = async ({ args: [from = '-'], env, terminal }: Invocation): Promise<number> => {
  const folder = await stateFolder(env);
  const draft = draftPath(folder, 'import');
  try {
    if (from === '-') await fromStdin(folder, draft);
    const { tables, kept } = await importState(folder, from === '-' ? draft : from, Date.now());
    const rows = tables.reduce((sum, one) => sum + one.rows, 0);
    terminal.print(`${rows} rows of ${tables.length} tables are the state now.${keptAs(kept)}`);
    return exitCode.ok;
  } finally {
    await rm(draft, { force: true });
  }
};

/** `agnes server restore-state`: goes back to a snapshot or a backup; without one it lists what there is. */
export const stateRestore = async ({ args, env, terminal }: Invocation): Promise<number> => {
  const folder = await stateFolder(env);
  const point = pointOf(args);
  if (!point) {
    const { versions, backups } = await restorePointsIn(folder);
    terminal.print(`versions: ${versions.join(', ') || 'none'}`);
    terminal.print(`backups: ${backups.join(', ') || 'none'}`);
    return exitCode.ok;
  }
  const { version, kept } = await restoreState(folder, point, Date.now());
  terminal.print(`The state is of version ${version} now.${keptAs(kept)}`);
  return exitCode.ok;
};

const pointOf = ([kind, value = '']: readonly string[]): RestorePoint | undefined => {
  if (kind === 'version') return { version: Number(value) };
  return kind === 'backup' ? { backup: value } : undefined;
};

const keptAs = (kept: string | undefined): string =>
  kept === undefined ? '' : ` What was there is kept as ${kept}; remove it when all is well.`;

const stateFolder = async (env: Invocation['env']): Promise<string> =>
  join((await instanceConfig(basePath(env), env)).dataDir, 'state');

const fromStdin = async (folder: string, draft: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await pipeline(process.stdin, createWriteStream(draft, { flags: 'wx', mode: 0o600 }));
};
