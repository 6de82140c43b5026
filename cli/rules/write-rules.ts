import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isPlatformError } from '@agnes/sdk/errors';
import { codeOf, ignoreMissing, writeDurably } from '../files/durable-file.ts';
import { ownFolder } from '../files/own-folder.ts';
import { rulesFolderUnsafe, rulesNotWritten } from './errors.ts';
import { isRuleFile } from './rule-files.ts';

/** What became of the files. */
export interface RulesReport {
  readonly folder: string;
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

/** Makes the folder of rules hold these files of ours and no others; what is not ours is not looked at. */
export const writeRules = async (
  workspace: string,
  files: ReadonlyMap<string, string>,
  pid: number,
): Promise<RulesReport> => {
  const folder = join(workspace, '.claude', 'rules');
  try {
    await ownFolder(workspace, ['.claude', 'rules'], (path) => rulesFolderUnsafe({ path }));
    return await bringInLine(folder, files, pid);
  } catch (cause) {
    if (isPlatformError(cause) || codeOf(cause) === undefined) throw cause;
    throw rulesNotWritten({ path: folder, reason: codeOf(cause) ?? '' }, { cause });
  }
};

/** A digest over our files as they lie there; nothing where the folder is none, or is a link. */
export const rulesHere = async (workspace: string): Promise<string | undefined> => {
  const folder = join(workspace, '.claude', 'rules');
  for (const path of [join(workspace, '.claude'), folder]) {
    if (!(await lstat(path).catch(ignoreMissing))?.isDirectory()) return undefined;
  }
  const hash = createHash('sha256');
  for (const name of (await readdir(folder)).filter(isRuleFile).sort()) {
    const text = await ownText(join(folder, name));
    hash.update(JSON.stringify([name, text ?? null]));
  }
  return hash.digest('hex');
};

const bringInLine = async (
  folder: string,
  files: ReadonlyMap<string, string>,
  pid: number,
): Promise<RulesReport> => {
  const written: string[] = [];
  for (const [name, text] of files) {
    const path = join(folder, name);
    if ((await ownText(path)) === text) continue;
    // The new file takes the place of the name: a link of that name is replaced, not followed.
    await writeDurably(path, text, { mode: 0o644, pid });
    written.push(name);
  }
  const entries = await readdir(folder, { withFileTypes: true });
  const stale = entries.filter((entry) => !entry.isDirectory() && isRuleFile(entry.name));
  const removed = stale.map(({ name }) => name).filter((name) => !files.has(name));
  for (const name of removed) await rm(join(folder, name));
  return { folder, written, removed, unchanged: files.size - written.length };
};

const ownText = async (path: string): Promise<string | undefined> => {
  const found = await lstat(path).catch(ignoreMissing);
  return found?.isFile() ? readFile(path, 'utf8') : undefined;
};
