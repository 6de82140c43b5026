import { localType } from '../registry/local-source.ts';
import type { Registry } from '../registry/registry.ts';
import type { Source } from '../registry/source.ts';
import type { Table } from '../registry/table.ts';
import type { Conditions } from '../store/conditions.ts';
import type { SystemStore } from '../store/system-store.ts';
import { type ExtractFolders, stampOf } from './extract-folder.ts';
import type { FailedTable, LakeDoor, PublishedTable, SourceChange } from './lake-door.ts';
import { lastGoodOf } from './last-good.ts';
import { longestLookMs, readExtractDir } from './read-extract-dir.ts';
import type { ExtractContent } from './read-messages.ts';
import { acceptRemote, type RemoteDeps } from './remote/accept-remote.ts';
import { saveAttaches } from './remote/attach-store.ts';
import { remoteTables, rowsRefused, sourceUnreadable } from './run-conditions.ts';
import { savedGivenUp, savedStamp, saveGivenUp, saveStamp } from './stamps.ts';
import { forgetRefresh } from './state-repository.ts';
import { publishTables, takeInLimits } from './take-in-process.ts';
import { failedRow, notInExtract, registerRows } from './take-up-rows.ts';

/** What taking up an extract needs. */
export interface TakeUpDeps extends RemoteDeps {
  readonly store: SystemStore;
  readonly registry: Pick<Registry, 'tables' | 'sources' | 'ensureTable'>;
  readonly lake: LakeDoor;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  readonly folders: ExtractFolders;
  readonly now: () => number;
}

/** How an extract is looked at. */
export interface Look {
  /** Also when it is the one the lake knows, or was given up. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
  /** Longest work on it. */
  readonly wholeMs?: number;
}

/** What looking at an extract came to. `same`: it is the one the lake knows. */
export type TakenUp =
  | { readonly state: 'same' }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly why: string }
  | {
      readonly state: 'taken';
      readonly tables: SourceChange['tables'];
      /** Names of tables whose data is new to readers. */
      readonly changed: ReadonlySet<string>;
      readonly failed: readonly FailedTable[];
      readonly generation: number;
    };

/** Brings into the lake what lies in an extract folder and did not get there by a finished run. */
export class TakeUp {
  readonly #deps: TakeUpDeps;

  constructor(deps: TakeUpDeps) {
    this.#deps = deps;
  }

  /** Does nothing while the extract on disk is the one the lake knows. What goes wrong is a condition, not a throw. */
  async refresh(source: Source, look: Look = {}): Promise<TakenUp> {
    try {
      return await this.#refresh(source, look);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      if (look.signal?.aborted) return { state: 'unreadable', why };
      await this.#deps.conditions.raise(sourceUnreadable(source, why));
      return { state: 'unreadable', why };
    }
  }

  async #refresh(source: Source, look: Look): Promise<TakenUp> {
    const { folders, store } = this.#deps;
    const extractDir = await folders.extractDir(source.slug);
    const known = await savedStamp(store.read, source.slug);
    const stamp = await stampOf(extractDir);
    if (stamp === undefined) return { state: 'absent' };
    if (stamp === known && !look.force && (await this.#isKnown(source))) return { state: 'same' };
    const hopeless = await this.#hopeless(source, stamp, look);
    if (hopeless) return { state: 'unreadable', why: hopeless.why };
    const isMoved = known !== undefined && !known.startsWith(`${extractDir} `);
    // What somebody else wrote stays as it was written: its tables may lie in that very file.
    if (isMoved && source.type !== localType) await this.#rewriteViews(source, extractDir);
    return this.#takeUp(source, extractDir, look);
  }

  /** What was given up is left alone until it is another one, or somebody has more patience or wants it so. */
  async #hopeless(source: Source, stamp: string, { force, wholeMs = longestLookMs }: Look) {
    const given = await savedGivenUp(this.#deps.store.read, source.slug);
    return given?.stamp === stamp && given.afterMs >= wholeMs && !force ? given : undefined;
  }

  /** A source of a folder may have been removed and come back, while its extract stayed the same. */
  async #isKnown(source: Source): Promise<boolean> {
    return source.type !== localType || (await this.#tablesOf(source)).length > 0;
  }

  /** The views in an extract hold absolute paths; after a move they are written anew, over the same files. */
  async #rewriteViews(source: Source, extractDir: string): Promise<void> {
    await publishTables({
      command: 'publish',
      extractDir,
      runId: 'moved',
      tables: [],
      registered: (await this.#tablesOf(source)).map(({ id, name }) => ({ id, name })),
      lastGood: lastGoodOf(this.#deps.lake.published(), source.slug),
      limits: takeInLimits,
    });
  }

  async #takeUp(source: Source, extractDir: string, look: Look): Promise<TakenUp> {
    // Before reading: what is replaced meanwhile is another stamp, and taken up again.
    const stamp = await stampOf(extractDir);
    const { signal, wholeMs = longestLookMs } = look;
    const extract = await readExtractDir(extractDir, { wholeMs, ...(signal && { signal }) });
    if (extract.state === 'absent') return extract;
    if (extract.state === 'read') return this.#publish(source, extract, stamp);
    const taken = await this.#unreadable(source, extract.why);
    // A source that is read writes its extract anew by itself.
    if (extract.gaveUp && stamp !== undefined && source.type === localType) {
      const given = { slug: source.slug, stamp, why: taken.why, afterMs: wholeMs };
      await this.#deps.store.keep((tx) => saveGivenUp(tx, { ...given, at: new Date(this.#deps.now()) }));
    }
    return taken;
  }

  async #publish(source: Source, extract: ExtractContent, stamp: string | undefined): Promise<TakenUp> {
    const { lake, conditions, now, registry } = this.#deps;
    const side = await acceptRemote(source, extract, this.#deps);
    const rows = await registerRows(source, { tables: extract.tables, remotes: side.remotes }, registry);
    const all = [...extract.refused, ...side.refused, ...rows.refused];
    const own = await this.#tablesOf(source);
    const byName = new Map(own.map((table) => [table.name.toLowerCase(), table]));
    const failed = [
      ...all.flatMap((row) => failedRow(byName.get(row.name.toLowerCase()), row)),
      ...rows.remote,
    ];
    const named = new Set([...rows.tables, ...failed].map(({ id }) => id));
    const news = newsOf(rows.tables, lake.published());
    const gone = source.type === localType ? own.filter(({ id }) => !named.has(id)).map(notInExtract) : [];
    const { changed, refused, generation } = await lake.publish({
      source,
      tables: rows.tables,
      unchanged: [],
      removed: [],
      failed: [...failed, ...gone],
      // The files of native tables go with the version that named them; of any other nobody knows who wrote it.
      collect: false,
      also: async (tx) => {
        const at = new Date(now());
        await saveStamp(tx, { slug: source.slug, stamp, at });
        await saveAttaches(tx, { slug: source.slug, rows: side.attaches, at });
        // How far these were read died with their run: to go on from the cursor of before would bring rows twice.
        for (const tableId of news) await forgetRefresh(tx, { sourceId: source.id, tableId });
      },
    });
    await conditions.clear('source', source.id, 'source_unreadable');
    if (all.length > 0) await conditions.raise(rowsRefused(source, all));
    else await conditions.clear('source', source.id, 'rows_refused');
    if (rows.remote.length > 0) await conditions.raise(remoteTables(source, rows.remote));
    else await conditions.clear('source', source.id, 'remote_tables');
    const bad = new Set(refused.map(({ id }) => id));
    const tables = rows.tables.filter(({ id }) => !bad.has(id));
    const lost = [...failed, ...gone, ...refused];
    return { state: 'taken', tables, changed: new Set(changed), failed: lost, generation };
  }

  /** Readers keep the last good tables, marked as stale. */
  async #unreadable(source: Source, why: string): Promise<Extract<TakenUp, { state: 'unreadable' }>> {
    const { lake, conditions } = this.#deps;
    const message = `The extract of "${source.slug}" cannot be read: ${why}`;
    const error = { code: 'source_unreadable', message, retryable: true };
    const own = lake.published().filter(({ sourceSlug }) => sourceSlug === source.slug);
    const failed = own.map(({ id, name }) => ({ id, name, status: 'stale', error }) as const);
    await lake.publish({
      source,
      tables: [],
      unchanged: [],
      removed: [],
      failed,
      collect: false,
      also: async () => {},
    });
    await conditions.raise(sourceUnreadable(source, message));
    return { state: 'unreadable', why: message };
  }

  async #tablesOf(source: Source): Promise<readonly Table[]> {
    return (await this.#deps.registry.tables()).filter(({ sourceId }) => sourceId === source.id);
  }
}

const newsOf = (tables: SourceChange['tables'], published: readonly PublishedTable[]): readonly string[] => {
  const known = new Map(published.map(({ id, sha256 }) => [id, sha256]));
  return tables.flatMap(({ id, sha256 }) => (known.get(id) === sha256 ? [] : id));
};
