import { open, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isIssueKey } from '../keys.ts';
import { isObject, type Json, stringOf } from '../rows/json.ts';
import type { Issue } from '../rows/rows-of-issue.ts';
import { whileLocked } from './lock.ts';
import { isMissing, prepareFile, readIfThere } from './whole-file.ts';

/** What the connector adds to the JSON of an issue. It stands first in the file, so that it is read without the rest. */
export interface IssueHead {
  /** The month its rows are in; it never changes. */
  readonly month: string;
  readonly isDeleted: boolean;
}

/** The JSON of issues, one file each. It is the truth of the source; everything else is made from it. */
export class RawIssues {
  readonly #folder: string;

  constructor(raw: string) {
    this.#folder = join(raw, 'issues');
  }

  /** The stored issue. `unreadable` is one that is there and no JSON. */
  async read(key: string): Promise<Issue | 'unreadable' | undefined> {
    const text = await readIfThere(this.#path(key));
    return text === undefined ? undefined : (issueIn(text, key) ?? 'unreadable');
  }

  /**
   * Stores an issue, unless what is stored was fetched later, or, with `unchangedSince`, is another than it was. Tells
   * whether it did.
   */
  async write(issue: Issue, unchangedSince?: string): Promise<boolean> {
    const path = this.#path(issue.key);
    const prepared = await prepareFile(path, JSON.stringify(issue));
    // Nobody comes between the look and the rename: of two that fetched at a time the later one stays.
    return whileLocked(path, async () => {
      const isOld = isOutdated(issue, await this.read(issue.key), unchangedSince);
      await (isOld ? prepared.drop() : prepared.place());
      return !isOld;
    });
  }

  /** What is known of an issue without reading all of it; nothing when it is not there or unreadable. */
  async head(key: string): Promise<IssueHead | undefined> {
    const start = await this.#startOf(key);
    const [, month, deleted] = /^\{"_month":"(\d{4}-\d{2})"(,"_deleted_at":)?/.exec(start) ?? [];
    return month === undefined ? undefined : { month, isDeleted: deleted !== undefined };
  }

  /** Keys of all that is stored, those that are gone too. */
  async keys(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch((cause: unknown) => {
      if (isMissing(cause)) return [];
      throw cause;
    });
    return names
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .filter(isIssueKey);
  }

  /** Puts a file that is no JSON out of the way, where a person may look at it. */
  async setAside(key: string): Promise<void> {
    await rename(this.#path(key), `${this.#path(key)}.unreadable`);
  }

  async #startOf(key: string): Promise<string> {
    const file = await open(this.#path(key), 'r').catch((cause: unknown) => {
      if (isMissing(cause)) return undefined;
      throw cause;
    });
    if (!file) return '';
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(longestHead), 0, longestHead, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await file.close();
    }
  }

  // A key that is none would be a way out of the folder; the rule is asked wherever keys come in.
  #path(key: string): string {
    return join(this.#folder, `${isIssueKey(key) ? key : 'NONE-0'}.json`);
  }
}

const longestHead = 128;

/** An issue as it is stored: what we add stands first. */
export const stamped = (
  issue: Issue,
  {
    month,
    syncedAt,
    deletedAt,
  }: { readonly month: string; readonly syncedAt: number; readonly deletedAt?: number },
): Issue => {
  const { _month: _, _deleted_at: __, _synced_at: ___, ...rest } = issue;
  return {
    _month: month,
    ...(deletedAt !== undefined && { _deleted_at: new Date(deletedAt).toISOString() }),
    _synced_at: new Date(syncedAt).toISOString(),
    ...rest,
    key: issue.key,
  };
};

/** When an issue was fetched, as it says. */
export const syncedAtOf = (issue: Json): string => stringOf(issue['_synced_at']) ?? '';

/** The month a stored issue was given. */
export const storedMonth = (issue: Json): string => stringOf(issue['_month']) ?? '';

const issueIn = (text: string, key: string): Issue | undefined => {
  try {
    const issue: unknown = JSON.parse(text);
    return isObject(issue) && issue['key'] === key && /^\d{4}-\d{2}$/.test(storedMonth(issue))
      ? { ...issue, key }
      : undefined;
  } catch {
    // Cut short, or not ours: whoever asked fetches it again.
    return undefined;
  }
};

const isOutdated = (
  issue: Issue,
  stored: Issue | 'unreadable' | undefined,
  unchangedSince: string | undefined,
): boolean => {
  if (stored === undefined || stored === 'unreadable') return unchangedSince !== undefined;
  if (unchangedSince !== undefined) return syncedAtOf(stored) !== unchangedSince;
  return syncedAtOf(stored) > syncedAtOf(issue);
};
