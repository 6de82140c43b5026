import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isPlatformError } from '@agnes/sdk/errors';
import type { JiraClient } from '../fetch/client.ts';
import { type KeyPage, searchKeys } from '../fetch/search.ts';
import { readIfThere, writeWhole } from '../kept/whole-file.ts';
import { at, integerOf, isObject, stringOf } from '../rows/json.ts';

/** How many issues a backfill has seen, and what became of them. */
export interface BackfillCounts {
  readonly found: number;
  readonly skipped: number;
  readonly fetched: number;
  readonly missing: number;
  readonly failed: number;
}

/** Nothing yet. */
export const noCounts: BackfillCounts = { found: 0, skipped: 0, fetched: 0, missing: 0, failed: 0 };

/** How far a backfill has come, so that the next one with the same question goes on there. */
export class BackfillPlace {
  readonly #path: string;
  readonly #question: string;

  constructor(folder: string, question: { readonly jql: string; readonly skipExisting: boolean }) {
    this.#path = join(folder, 'backfill.json');
    this.#question = `${question.skipExisting ? 'new' : 'all'}: ${question.jql}`;
  }

  /** What was done before it was interrupted. */
  async counts(): Promise<BackfillCounts> {
    const counts = at(await this.#read(), 'counts');
    const told = Object.keys(noCounts).map((name) => [name, integerOf(at(counts, name)) ?? 0]);
    // Made of the names of `noCounts`.
    return Object.fromEntries(told) as unknown as BackfillCounts;
  }

  /** The pages that are left. A place that the site does not know any more is the beginning. */
  async *pages(
    client: JiraClient,
    jql: string,
    { fromStart }: { readonly fromStart: boolean },
  ): AsyncGenerator<KeyPage> {
    const from = fromStart ? null : stringOf(at(await this.#read(), 'next'));
    if (from === null) return yield* searchKeys(client, jql);
    let isKnown = false;
    try {
      for await (const page of searchKeys(client, jql, from)) {
        isKnown = true;
        yield page;
      }
    } catch (cause) {
      if (isKnown || !isRefusal(cause)) throw cause;
      yield* searchKeys(client, jql);
    }
  }

  async save(next: string | undefined, counts: BackfillCounts): Promise<void> {
    if (next === undefined) return;
    await writeWhole(this.#path, JSON.stringify({ question: this.#question, next, counts }));
  }

  async finish(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  async #read(): Promise<unknown> {
    const text = await readIfThere(this.#path);
    const place: unknown = text === undefined ? undefined : JSON.parse(text);
    return isObject(place) && place['question'] === this.#question ? place : undefined;
  }
}

const isRefusal = (cause: unknown): boolean => isPlatformError(cause) && cause.details['status'] === 400;
