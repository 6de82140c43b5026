import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreMissing, writeDurably } from '../files/durable-file.ts';
import type { Input } from '../input.ts';
import { objectOf, readJson } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { isPlainPath } from './plain-path.ts';

/** A plugin whose skills are here: files by path below the folder of skills, with their SHA-256. */
export interface InstalledPlugin {
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
}

/** What is known of a folder of skills. */
export interface Installed {
  /** Where all of it came from; empty: nothing did yet. */
  readonly server: string;
  /** True: whatever is granted later is wanted, too. */
  readonly isAll: boolean;
  readonly plugins: Readonly<Record<string, InstalledPlugin>>;
}

/** The folder in which coding agents look for skills: of the workspace, or of this person. */
export const skillsFolder = async (input: Input, session: Session): Promise<string> => {
  const base = input.text('scope') === 'user' ? session.world.home : await session.workspace();
  return join(base, '.claude', 'skills');
};

const stateIn = (folder: string): string => join(folder, '.agnes-skills.json');

/** What was written there before. What cannot be read counts as nothing: files that are there are kept beside. */
export const readInstalled = async (folder: string): Promise<Installed> => {
  const state = objectOf(readJson((await readFile(stateIn(folder), 'utf8').catch(ignoreMissing)) ?? ''));
  return {
    server: String(state['server'] ?? ''),
    isAll: state['all'] === true,
    plugins: Object.fromEntries(
      Object.entries(objectOf(state['plugins'])).map(([id, plugin]) => [id, installedPlugin(plugin)]),
    ),
  };
};

const installedPlugin = (value: unknown): InstalledPlugin => {
  const { version, files } = objectOf(value);
  // The file may have come with somebody else's repository: nothing outside of the folder is ours.
  const hashes = Object.entries(objectOf(files))
    .filter(([path]) => isPlainPath(path))
    .map(([path, sha256]) => [path, String(sha256)] as const);
  return { version: String(version), files: Object.fromEntries(hashes) };
};

/** Keeps what is there now. */
export const writeInstalled = async (
  folder: string,
  { server, isAll, plugins }: Installed,
  pid: number,
): Promise<void> => {
  const text = `${JSON.stringify({ server, all: isAll, plugins }, undefined, 2)}\n`;
  await writeDurably(stateIn(folder), text, { mode: 0o644, pid });
};
