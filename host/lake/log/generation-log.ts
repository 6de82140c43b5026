import type { Static } from '@agnes/sdk';
import { cursorBehind, idOfCursor } from '../../http/cursor.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { generationNotFound } from '../errors.ts';
import type { Lake } from '../lake.ts';
import { diffOf } from './diff.ts';
import { type GenerationRow, generationsBetween, knownNumbers, listGenerations } from './repository.ts';
import type { generationDiff, generationList } from './schema.ts';

interface GenerationLogDeps {
  readonly store: Pick<SystemStore, 'read'>;
  readonly lake: Pick<Lake, 'current'>;
  readonly now: () => number;
}

const mostRows = 500;

/** What each publication has brought. */
export class GenerationLog {
  readonly #deps: GenerationLogDeps;

  constructor(deps: GenerationLogDeps) {
    this.#deps = deps;
  }

  /** Newest first. */
  async list(query: {
    readonly limit?: number;
    readonly cursor?: string;
  }): Promise<Static<typeof generationList>> {
    const { store, lake, now } = this.#deps;
    const { limit = mostRows, cursor } = query;
    const before = cursor === undefined ? {} : { before: Number(idOfCursor(cursor, now())) };
    const found = await listGenerations(store.read, { limit: limit + 1, ...before });
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    return {
      current: lake.current().number,
      generations: rows.map(onWire),
      next_cursor: last && found.length > limit ? cursorBehind(String(last.number), now()) : null,
    };
  }

  /** What changed between two generations; 0 is the empty lake at the beginning. */
  async diff(from: number, to: number): Promise<Static<typeof generationDiff>> {
    const { read } = this.#deps.store;
    const [older, newer] = from <= to ? [from, to] : [to, from];
    const known = await knownNumbers(read, [older, newer]);
    for (const number of [older, newer])
      if (number !== 0 && !known.has(number)) throw generationNotFound({ generation: number });
    const rows = await generationsBetween(read, older, newer);
    // A beginning that is forgotten cannot be compared with.
    if (older === 0 && (rows[0]?.parent ?? 0) !== 0) throw generationNotFound({ generation: 0 });
    return { from, to, ...diffOf(rows, { isBackwards: from > to }) };
  }
}

const onWire = ({ number, parent, createdAt, tables, changed, removed, failed, digest }: GenerationRow) => ({
  number,
  parent,
  created_at: isoUtc(createdAt),
  tables,
  changed: changed.length,
  removed: removed.length,
  failed: failed.length,
  digest,
});
