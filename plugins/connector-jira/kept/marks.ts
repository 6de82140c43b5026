import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isIssueId, isIssueKey } from '../keys.ts';
import { isMissing } from './whole-file.ts';

const deletedWord = 'deleted';

/** Issues whose rows are to be made anew, by month. */
export type ByMonth = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What is still to be done, as small files, one for each issue: they survive whatever ends the process.
 *
 * - `dirty/<month>/<KEY>`: its JSON may differ from its rows. Set before the JSON is written and again after it.
 * - `retry/<KEY>`: it, or a part of it, could not be fetched; the file says whether an event said that it was deleted,
 *   and its time is that of the last try.
 * - `attachments/<KEY>`: its files may not be fetched yet.
 */
export class Marks {
  readonly #folder: string;

  constructor(kept: string) {
    this.#folder = join(kept, 'marks');
  }

  async setDirty(key: string, month: string): Promise<void> {
    await this.#set(join('dirty', month), key);
  }

  /**
   * Takes what is dirty. What is marked from now on is for the next time, so nothing written meanwhile is lost; what
   * was taken and not finished is taken again.
   */
  async takeDirty(): Promise<ByMonth> {
    for (const month of await this.#names('dirty')) {
      for (const key of await this.#names(join('dirty', month))) {
        await this.#move(join('dirty', month, key), join('taken', month, key));
      }
    }
    const taken = new Map<string, ReadonlySet<string>>();
    for (const month of await this.#names('taken')) {
      const keys = (await this.#names(join('taken', month))).filter(isIssueKey);
      if (keys.length > 0) taken.set(month, new Set(keys));
    }
    return taken;
  }

  /** The rows of what was taken are made. */
  async finishDirty(months: Iterable<string>): Promise<void> {
    for (const month of months)
      await rm(join(this.#folder, 'taken', month), { recursive: true, force: true });
  }

  /** Issues whose rows the next reading makes. */
  async dirtyKeys(): Promise<ReadonlySet<string>> {
    const keys = new Set<string>();
    for (const folder of ['dirty', 'taken']) {
      for (const month of await this.#names(folder)) {
        for (const key of await this.#names(join(folder, month))) keys.add(key);
      }
    }
    return keys;
  }

  /** True when something waits for the next reading. */
  async isAnythingDue(): Promise<boolean> {
    return (await this.dirtyKeys()).size > 0 || (await this.#names('retry')).length > 0;
  }

  async setRetry(
    reference: string,
    { saidDeleted, at }: { readonly saidDeleted: boolean; readonly at: number },
  ): Promise<void> {
    await this.#set('retry', reference, saidDeleted ? deletedWord : '');
    await utimes(join(this.#folder, 'retry', reference), at / 1000, at / 1000);
  }

  clearRetry(reference: string): Promise<void> {
    return this.#clear('retry', reference);
  }

  /** Issues, by key or number, that were tried last before this time; with what was said of them. */
  async retries(before: number): Promise<ReadonlyMap<string, { readonly saidDeleted: boolean }>> {
    const found = new Map<string, { readonly saidDeleted: boolean }>();
    for (const name of await this.#names('retry')) {
      const path = join(this.#folder, 'retry', name);
      const isReference = isIssueKey(name) || isIssueId(name);
      if (isReference && (await stat(path)).mtimeMs <= before) {
        found.set(name, { saidDeleted: (await readFile(path, 'utf8')) === deletedWord });
      }
    }
    return found;
  }

  setAttachments(key: string): Promise<void> {
    return this.#set('attachments', key);
  }

  clearAttachments(key: string): Promise<void> {
    return this.#clear('attachments', key);
  }

  async attachments(): Promise<readonly string[]> {
    return (await this.#names('attachments')).filter(isIssueKey);
  }

  async #set(below: string, name: string, text = ''): Promise<void> {
    const folder = join(this.#folder, below);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), text);
  }

  async #clear(below: string, name: string): Promise<void> {
    await rm(join(this.#folder, below, name), { force: true });
  }

  async #move(from: string, to: string): Promise<void> {
    await mkdir(join(this.#folder, to, '..'), { recursive: true });
    await rename(join(this.#folder, from), join(this.#folder, to));
  }

  async #names(below: string): Promise<readonly string[]> {
    try {
      return await readdir(join(this.#folder, below));
    } catch (cause) {
      if (isMissing(cause)) return [];
      throw cause;
    }
  }
}
