import { systemIntent } from '../http/intent.ts';
import type { Registry } from '../registry/registry.ts';
import type { Source } from '../registry/source.ts';
import type { Table } from '../registry/table.ts';
import type { Conditions } from '../store/conditions.ts';
import type { SystemStore } from '../store/system-store.ts';
import { type ExtractFolders, stampOf } from './extract-folder.ts';
import type { FailedTable, LakeDoor, SourceChange } from './lake-door.ts';
import { lastGoodOf } from './last-good.ts';
import { readExtractDir } from './read-extract-dir.ts';
import type { Refused, TableRead } from './read-messages.ts';
import { rowsRefused, sourceUnreadable } from './run-conditions.ts';
import { savedStamp, saveStamp } from './stamps.ts';
import { publishTables, takeInLimits } from './take-in-process.ts';

/** What taking up an extract needs. */
export interface TakeUpDeps {
  readonly store: SystemStore;
  readonly registry: Pick<Registry, 'tables' | 'sources' | 'ensureTable'>;
  readonly lake: LakeDoor;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  readonly folders: ExtractFolders;
  readonly now: () => number;
}

/** Brings into the lake what lies in an extract folder and did not get there by a finished run. */
export class TakeUp {
  readonly #deps: TakeUpDeps;

  constructor(deps: TakeUpDeps) {
    this.#deps = deps;
  }

  /** Looks at every source: a crash may have come between an extract and the lake, or somebody else wrote one. */
  async resume(): Promise<void> {
    for (const source of await this.#deps.registry.sources()) await this.refresh(source);
  }

  /** Does nothing while the extract on disk is the one the lake knows. What goes wrong is a condition, not a throw. */
  async refresh(source: Source): Promise<void> {
    try {
      await this.#refresh(source);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      await this.#deps.conditions.raise(sourceUnreadable(source, why));
    }
  }

  async #refresh(source: Source): Promise<void> {
    const { folders, store } = this.#deps;
    const extractDir = await folders.extractDir(source.slug);
    const known = await savedStamp(store.read, source.slug);
    const stamp = await stampOf(extractDir);
    if (stamp === undefined || stamp === known) return;
    const isMoved = known !== undefined && !known.startsWith(`${extractDir} `);
    if (isMoved) await this.#rewriteViews(source, extractDir);
    await this.#takeUp(source, extractDir);
  }

  /** The views in an extract hold absolute paths; after a move they are written anew, over the same files. */
  async #rewriteViews(source: Source, extractDir: string): Promise<void> {
    await publishTables({
      command: 'publish',
      extractDir,
      runId: 'moved',
      tables: [],
      registered: (await this.#tablesOf(source)).map(({ id }) => id),
      lastGood: lastGoodOf(this.#deps.lake.published(), source.slug),
      limits: takeInLimits,
    });
  }

  async #takeUp(source: Source, extractDir: string): Promise<void> {
    // Before reading: what is replaced meanwhile is another stamp, and taken up again.
    const stamp = await stampOf(extractDir);
    const extract = await readExtractDir(extractDir);
    if (extract.state === 'absent') return;
    if (extract.state === 'unreadable') return this.#unreadable(source, extract.why);
    const { lake, conditions, now } = this.#deps;
    const { tables, refused } = await this.#registered(source, extract.tables);
    const all = [...extract.refused, ...refused];
    const own = new Map((await this.#tablesOf(source)).map((table) => [table.name.toLowerCase(), table]));
    await lake.publish({
      source,
      tables,
      unchanged: [],
      removed: [],
      failed: all.flatMap((row) => failedRow(own.get(row.name.toLowerCase()), row)),
      collect: false,
      also: (tx) => saveStamp(tx, { slug: source.slug, stamp, at: new Date(now()) }),
    });
    await conditions.clear('source', source.id, 'source_unreadable');
    if (all.length > 0) await conditions.raise(rowsRefused(source, all));
    else await conditions.clear('source', source.id, 'rows_refused');
  }

  /** Readers keep the last good tables, marked as stale. */
  async #unreadable(source: Source, why: string): Promise<void> {
    const { lake, conditions } = this.#deps;
    const error = {
      code: 'source_unreadable',
      message: `The extract of "${source.slug}" cannot be read: ${why}`,
      retryable: true,
    };
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
    await conditions.raise(sourceUnreadable(source, error.message));
  }

  /** The registered table of each row; a row that somebody else wrote gets one, without grants. */
  async #registered(source: Source, rows: readonly TableRead[]): Promise<Registered> {
    const known = await this.#deps.registry.tables();
    const tables: ChangedTable[] = [];
    const refused: Refused[] = [];
    for (const row of rows) {
      const table = ownerOf(row, known) ?? (await this.#register(source, row));
      if (table?.sourceSlug === source.slug) tables.push(changedTable(table, row));
      else refused.push(notOurs(row));
    }
    return { tables, refused };
  }

  // A row with an id was ours once: if nobody knows the id any more, the table was unregistered on purpose.
  async #register(source: Source, { name, tableId, description }: TableRead): Promise<Table | undefined> {
    if (tableId !== undefined) return undefined;
    const draft = {
      name,
      connection: source.slug,
      registeredBy: 'system:take-in',
      ...(description !== undefined && { description }),
    };
    return this.#deps.registry.ensureTable(draft, systemIntent('register_table', name));
  }

  async #tablesOf(source: Source): Promise<readonly Table[]> {
    return (await this.#deps.registry.tables()).filter(({ sourceId }) => sourceId === source.id);
  }
}

type ChangedTable = SourceChange['tables'][number];

interface Registered {
  readonly tables: readonly ChangedTable[];
  readonly refused: readonly Refused[];
}

const ownerOf = ({ tableId, name }: TableRead, tables: readonly Table[]): Table | undefined =>
  tableId === undefined
    ? tables.find((table) => table.name.toLowerCase() === name.toLowerCase())
    : tables.find(({ id }) => id === tableId);

const changedTable = (table: Table, { columns, ...row }: TableRead): ChangedTable => ({
  ...row,
  id: table.id,
  name: table.name,
  columns: columns.length,
});

const notOurs = ({ name, tableId }: TableRead): Refused =>
  tableId === undefined
    ? { name, code: 'view_name_taken', why: 'a table of another source has this name' }
    : { name, code: 'unregistered', why: 'its table is not registered any more' };

const failedRow = (table: Table | undefined, { code, why }: Refused): readonly FailedTable[] => {
  if (!table) return [];
  const { id, name } = table;
  const message = `The row "${name}" of the extract is not taken in: ${why}`;
  return [{ id, name, status: 'error', error: { code, message, retryable: true } }];
};
