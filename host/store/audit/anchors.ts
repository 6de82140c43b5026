import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import { syncFolder } from '../durable-file.ts';
import { instanceState } from '../instance-state.ts';
import type { Tables } from '../tables.ts';

/** What the end of the log was at a moment, noted outside of the log. */
export interface AuditAnchor {
  readonly at: string;
  readonly seq: number;
  readonly hash: string;
  /** The first row that was there, where the file tells; the ones before it were taken out by then. */
  readonly first?: number;
}

/** Under which key the database holds the newest anchor. */
export const anchorKey = 'audit_anchor';

/** Every anchor that was kept, those of the file, then the one of the database where the file lacks it. */
export const auditAnchors = async (db: Kysely<Tables>, folder: string): Promise<readonly AuditAnchor[]> => {
  const text = await readFile(pathIn(folder), 'utf8').catch(ignoreMissing);
  const kept = (text ?? '').split('\n').map(parsed).filter(isAnchor);
  const stored = await instanceState(db, anchorKey);
  if (!isAnchor(stored) || kept.some((anchor) => isDeepStrictEqual(anchor, stored))) return kept;
  // Where the log begins is not for the database alone to say: who takes rows out of it can write there, too.
  const { at, seq, hash } = stored;
  return [...kept, { at, seq, hash }];
};

/** Notes that the log begins later from now on; where it ends was noted before. */
export const anchorBeginning = async (db: Kysely<Tables>, folder: string, first: number): Promise<void> => {
  const last = lastAnchor(await auditAnchors(db, folder));
  if (last) await appendAnchor(folder, { ...last, first });
};

/** The one that knows most of the log. */
export const lastAnchor = (anchors: readonly AuditAnchor[]): AuditAnchor | undefined =>
  anchors.toSorted((a, b) => a.seq - b.seq).at(-1);

/** Adds an anchor to the file so that it survives a power cut. */
export const appendAnchor = async (folder: string, anchor: AuditAnchor): Promise<void> => {
  await using file = await open(pathIn(folder), 'a', 0o600);
  // A line that a crash cut short is left alone; the blank one behind it costs nothing.
  await file.writeFile(`\n${JSON.stringify(anchor)}\n`);
  await file.sync();
  await syncFolder(folder);
};

const pathIn = (folder: string): string => join(folder, 'audit-anchors.log');

const ignoreMissing = (cause: unknown): undefined => {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    // What a crash left of a line was never relied on.
    return undefined;
  }
};

const isAnchor = (value: unknown): value is AuditAnchor => {
  // Whatever it is, reading three fields of it is safe, and each is looked at below.
  const { at, seq, hash } = (value ?? {}) as Partial<AuditAnchor>;
  return typeof at === 'string' && Number.isSafeInteger(seq) && typeof hash === 'string';
};
