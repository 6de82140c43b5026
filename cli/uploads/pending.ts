import { createReadStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import { ignoreMissing } from '../files/durable-file.ts';
import { objectOf, readJson, textOf } from '../json/values.ts';
import { digestOf } from '../sync/store.ts';
import type { World } from '../world.ts';
import { artifactsOf, type Candidate, notesOf, sessionsOf } from './candidates.ts';
import { type Entry, keyOf, type Ledger, readLedger } from './ledger.ts';
import { privateSessions } from './private-sessions.ts';

/** Bytes of one file, and of notes. */
const most = { session: 50 * 2 ** 20, artifact: 50 * 2 ** 20, local_md: 2 ** 20 } as const;
const headBytes = 256 * 1024;

/** How a file stands: sent as it is, to be sent, or why it is not. */
export type Standing = 'uploaded' | 'pending' | 'private' | 'refused' | 'too_large' | 'elsewhere';

/** A file with how it stands. */
export interface Stood extends Candidate {
  readonly standing: Standing;
  /** What became of it last time. */
  readonly last?: Entry;
}

/** Whose files are looked at. */
export interface Looking {
  readonly workspace: string;
  readonly server: string;
  readonly world: Pick<World, 'env' | 'home'>;
  readonly artifacts?: boolean;
}

/** Every file of this workspace that may be sent, with how it stands. */
export const lookAtUploads = async (looking: Looking): Promise<readonly Stood[]> => {
  const { workspace, server, world, artifacts } = looking;
  const files = [
    ...(await sessionsOf(workspace, world)),
    ...(await notesOf(workspace)),
    ...(artifacts ? await artifactsOf(workspace) : []),
  ];
  const known = {
    workspace,
    ledger: await readLedger(workspace, server),
    kept: await privateSessions(workspace),
  };
  const stood: Stood[] = [];
  for (const file of files) stood.push(await stand(file, known));
  return stood;
};

/** The id of a session: the name of its file. */
export const sessionId = ({ name }: Pick<Candidate, 'name'>): string => name.replace(/\.jsonl$/, '');

interface Known {
  readonly workspace: string;
  readonly ledger: Ledger;
  readonly kept: ReadonlySet<string>;
}

const stand = async (file: Candidate, known: Known): Promise<Stood> => {
  const last = known.ledger.get(keyOf(file));
  return { ...file, ...(last && { last }), standing: await standingOf(file, last, known) };
};

const standingOf = async (
  file: Candidate,
  last: Entry | undefined,
  { kept, workspace }: Known,
): Promise<Standing> => {
  if (file.kind === 'session' && kept.has(sessionId(file))) return 'private';
  if (file.bytes > most[file.kind]) return 'too_large';
  if (last && (await isSame(file, last))) return last.refused === undefined ? 'uploaded' : 'refused';
  // Names of folders are ambiguous: a-b stands for a/b, too, which is another workspace.
  if (file.kind === 'session' && (await isElsewhere(file.path, workspace))) return 'elsewhere';
  return 'pending';
};

/** Of the same size and age it is not read. */
const isSame = async ({ path, bytes, modified }: Candidate, last: Entry): Promise<boolean> =>
  bytes === last.bytes && (modified === last.modified || (await digestOf(path)) === last.sha256);

/** True when the transcript says that its session ran in a folder that is not of this workspace. */
const isElsewhere = async (path: string, workspace: string): Promise<boolean> => {
  const ran = await folderOf(path);
  if (ran === undefined) return false;
  const real = await realpath(workspace).catch(ignoreMissing);
  return [workspace, real ?? workspace].every((root) => isOutside(root, ran));
};

/** The first folder that a transcript names. */
const folderOf = async (path: string): Promise<string | undefined> => {
  const head = await text(createReadStream(path, { end: headBytes }));
  for (const line of head.split('\n')) {
    const folder = textOf(objectOf(readJson(line))['cwd']);
    if (folder !== undefined) return folder;
  }
  return undefined;
};

const isOutside = (root: string, path: string): boolean => {
  const way = relative(root, path);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
};
