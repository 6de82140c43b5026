import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, ignoreMissing, writeDurably } from '../files/durable-file.ts';
import { numberOf, objectOf, readJson, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { isoUtc } from '../terminal/iso-utc.ts';
import type { Step } from './step.ts';

/** Counts up when what setup writes changes. */
const templateVersion = 1;

const folders = [
  '.agnes',
  'server/parquet',
  'server/metadata',
  'server/docs',
  'user/duckdb',
  'user/snapshots',
  'user/artifacts',
  'user/sessions',
  '.claude/rules',
  '.claude/skills',
] as const;

/** What setup writes in place of somebody's own notes. */
export const notesStub = `Notes of your own for coding agents in this folder. Nothing but you writes here.\n`;

/** What a workspace says of itself. */
export interface About {
  readonly server: string;
  readonly created: string;
  readonly templateVersion: number;
}

/** Makes the folders and files that are missing. */
export const layOut = async (
  workspace: string,
  server: string,
  { now, pid }: Pick<Session['world'], 'now' | 'pid'>,
): Promise<Step> => {
  const made = await makeFolders(workspace);
  const isNoted = await makeStub(join(workspace, '.claude', 'CLAUDE.local.md'));
  const about = await readAbout(workspace);
  const isCurrent = about?.server === server && about.templateVersion === templateVersion;
  if (!isCurrent) {
    const created = about?.created ?? isoUtc(now());
    const text = JSON.stringify({ server, created, template_version: templateVersion }, undefined, 2);
    await writeDurably(aboutPath(workspace), `${text}\n`, { mode: 0o644, pid });
  }
  const isChanged = made > 0 || isNoted || !isCurrent;
  return { step: 'layout', state: isChanged ? 'changed' : 'unchanged', detail: workspace };
};

/** Makes the folders that are missing, and answers how many. */
export const makeFolders = async (workspace: string): Promise<number> => {
  let made = 0;
  for (const folder of folders) {
    if ((await mkdir(join(workspace, folder), { recursive: true })) !== undefined) made += 1;
  }
  return made;
};

/** Folders of the layout that are not there. */
export const missingFolders = async (workspace: string): Promise<readonly string[]> => {
  const missing: string[] = [];
  for (const folder of folders) {
    if (!(await stat(join(workspace, folder)).catch(ignoreMissing))) missing.push(folder);
  }
  return missing;
};

/** What a folder says of itself when it is a workspace; a damaged file says nothing. */
export const readAbout = async (workspace: string): Promise<About | undefined> => {
  const values = objectOf(
    readJson((await readFile(aboutPath(workspace), 'utf8').catch(ignoreMissing)) ?? ''),
  );
  const server = textOf(values['server']);
  if (server === undefined) return undefined;
  return {
    server,
    created: textOf(values['created']) ?? '',
    templateVersion: numberOf(values['template_version']) ?? 0,
  };
};

const aboutPath = (workspace: string): string => join(workspace, '.agnes', 'workspace.json');

const makeStub = async (path: string): Promise<boolean> => {
  try {
    await writeFile(path, notesStub, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
};
