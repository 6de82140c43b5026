import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, ignoreMissing } from '../files/durable-file.ts';
import { notesStub } from '../workspace/layout.ts';
import type { World } from '../world.ts';

/** A file of this workspace that may be sent. */
export interface Candidate {
  readonly kind: 'session' | 'artifact' | 'local_md';
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970, UTC. */
  readonly modified: number;
}

type Home = Pick<World, 'env' | 'home'>;

/** Transcripts of sessions: those a coding agent keeps of this folder, then those that lie in the workspace. */
export const sessionsOf = async (workspace: string, world: Home): Promise<readonly Candidate[]> => {
  const found = new Map<string, Candidate>();
  const kept = await ownFilesOf(workspace, ['user', 'sessions'], 'session');
  const ofAgent = await Promise.all(
    (await transcriptFolders(workspace, world)).map((folder) => filesOf(folder, 'session')),
  );
  for (const candidate of [...ofAgent.flat(), ...kept]) {
    if (candidate.name.endsWith('.jsonl') && !found.has(candidate.name)) found.set(candidate.name, candidate);
  }
  return [...found.values()].toSorted((one, other) => one.modified - other.modified);
};

/** Files of the workspace's own folder for them. */
export const artifactsOf = (workspace: string): Promise<readonly Candidate[]> =>
  ownFilesOf(workspace, ['user', 'artifacts'], 'artifact');

/** Somebody's notes for their agents; not what setup has put in their place. */
export const notesOf = async (workspace: string): Promise<readonly Candidate[]> => {
  const found = (await ownFilesOf(workspace, ['.claude'], 'local_md')).filter(
    ({ name }) => name === 'CLAUDE.local.md',
  );
  const text = await Promise.all(found.map(({ path }) => readFile(path, 'utf8')));
  return found.filter((_one, i) => text[i] !== notesStub && text[i]?.trim() !== '');
};

/** Where Claude Code keeps the transcripts of a folder: it writes dashes for separators, and for other signs as well. */
const transcriptFolders = async (workspace: string, { env, home }: Home): Promise<readonly string[]> => {
  const root = join(env['CLAUDE_CONFIG_DIR'] ?? join(home, '.claude'), 'projects');
  const real = (await realpath(workspace).catch(ignoreMissing)) ?? workspace;
  const names = [workspace, real].flatMap((path) => [
    path.replaceAll(/[^A-Za-z0-9]/g, '-'),
    path.replaceAll(/[/\\:]/g, '-'),
  ]);
  return [...new Set(names)].map((name) => join(root, name));
};

/** Plain files of a folder of the workspace: whoever hands a workspace on may have put a link there that leads anywhere. */
const ownFilesOf = async (
  workspace: string,
  names: readonly string[],
  kind: Candidate['kind'],
): Promise<readonly Candidate[]> => {
  let folder = workspace;
  for (const name of names) {
    folder = join(folder, name);
    if (!(await lstat(folder).catch(ignoreNone))?.isDirectory()) return [];
  }
  return filesOf(folder, kind);
};

/** Plain files of a folder; a link might lead anywhere. */
const filesOf = async (folder: string, kind: Candidate['kind']): Promise<readonly Candidate[]> => {
  const names = (await readdir(folder).catch(ignoreNone)) ?? [];
  const found: Candidate[] = [];
  for (const name of names.toSorted()) {
    const path = join(folder, name);
    const about = await lstat(path).catch(ignoreMissing);
    if (about?.isFile()) found.push({ kind, name, path, bytes: about.size, modified: about.mtimeMs });
  }
  return found;
};

const ignoreNone = (error: unknown): undefined =>
  codeOf(error) === 'ENOTDIR' ? undefined : ignoreMissing(error);
