import { type Column, isColumnType, type PlannedTable, type TableMode } from '@agnes/sdk';
import { defaultMode, type Failure, type FromChild, failureOf } from '@agnes/sdk/extract';
import { nothingRead, protocolError } from './connector-run-errors.ts';
import type { StagedFile } from './staged-file.ts';

export type { StagedFile } from './staged-file.ts';

/** What became of one planned table. `state` is to be kept once its data is published. */
export type TableOutcome =
  | {
      readonly id: string;
      readonly status: 'read';
      readonly mode: TableMode;
      readonly files: readonly StagedFile[];
      /** Keys of rows that are gone, or of those that stay. */
      readonly deletes?: StagedFile;
      /** Names of parts that are gone. */
      readonly gone?: readonly string[];
      readonly state?: unknown;
      /** How far the connector says it has come, for people. */
      readonly cursor?: string;
    }
  | { readonly id: string; readonly status: 'unchanged'; readonly state?: unknown }
  | { readonly id: string; readonly status: 'failed'; readonly error: Failure };

type TableMessage = Extract<
  FromChild,
  { type: 'rows' | 'deletes' | 'keys' | 'mode' | 'file' | 'gone' | 'state' | 'unchanged' | 'failed' }
>;

interface Progress {
  readonly table: PlannedTable;
  files: StagedFile[];
  gone: string[];
  unchanged: boolean;
  mode?: TableMode;
  deletes?: StagedFile;
  state?: { readonly value: unknown; readonly cursor?: string };
  failure?: Failure;
}

/** Files that one run may name: each is held in memory until the run ends. */
const mostFiles = 20_000;

/** What a child has said about its tables so far. */
export class RunTables {
  readonly #plugin: string;
  readonly #tables: ReadonlyMap<string, Progress>;
  #files = 0;

  constructor(plugin: string, tables: readonly PlannedTable[]) {
    this.#plugin = plugin;
    this.#tables = new Map(
      tables.map((table) => [table.id, { table, files: [], gone: [], unchanged: false }]),
    );
  }

  /** True for a table that was planned. */
  has(id: string): boolean {
    return this.#tables.has(id);
  }

  /** Throws a protocol error when the message cannot be at this point. */
  take(message: TableMessage): void {
    const progress = this.#tables.get(message.table);
    if (!progress) throw this.#refuse(`"${message.table}" is no planned table.`);
    if (progress.state || progress.failure)
      throw this.#refuse(`"${message.type}" comes after its table's end.`);
    switch (message.type) {
      case 'failed':
        progress.failure = message.error;
        break;
      case 'state':
        progress.state = {
          value: message.state,
          ...(message.cursor !== undefined && { cursor: message.cursor }),
        };
        break;
      case 'mode':
        progress.mode = message.mode;
        break;
      case 'deletes':
        progress.deletes = this.#deletesOf(progress, message);
        break;
      case 'keys':
        this.#checkMerged(progress);
        progress.deletes = { path: message.path, format: message.format, stays: true };
        break;
      case 'unchanged':
        progress.unchanged = true;
        break;
      case 'rows':
        this.#addRows(progress, message);
        break;
      case 'gone':
        this.#lose(progress, message.part);
        break;
      case 'file':
        this.#add(progress, fileOf(message));
        break;
    }
  }

  /** What becomes of the published rows of a table, as far as it is known. */
  modeOf(id: string): TableMode {
    const progress = this.#tables.get(id);
    return progress ? (progress.mode ?? defaultMode(progress.table)) : 'replace';
  }

  /** What became of each table. `error` is why the run ended early; tables that had not ended fail with it. */
  outcomes(error: Failure | undefined): readonly TableOutcome[] {
    return [...this.#tables.values()].map((progress) => outcomeOf(progress, error));
  }

  #addRows(progress: Progress, { path, columns }: Extract<TableMessage, { type: 'rows' }>): void {
    if (progress.files.length > 0) throw this.#refuse('rows come twice for one table.');
    this.#checkTypes(columns);
    this.#add(progress, { path, format: { kind: 'rows', columns } });
  }

  #deletesOf(progress: Progress, { path, columns }: Extract<TableMessage, { type: 'deletes' }>): StagedFile {
    this.#checkMerged(progress);
    this.#checkTypes(columns);
    return { path, format: { kind: 'rows', columns } };
  }

  #checkMerged({ table, mode, deletes }: Progress): void {
    if (deletes) throw this.#refuse('deletes or keys come twice for one table.');
    if ((mode ?? defaultMode(table)) !== 'merge')
      throw this.#refuse('deletes and keys are of a table that is merged.');
  }

  #lose({ table, mode, gone }: Progress, part: string): void {
    if ((mode ?? defaultMode(table)) !== 'append')
      throw this.#refuse('parts go from tables that are appended to.');
    this.#files += 1;
    if (this.#files > mostFiles) throw this.#refuse(`a run names more than ${mostFiles} files.`);
    gone.push(part);
  }

  #checkTypes(columns: readonly Column[]): void {
    const strange = columns.find(({ type }) => !isColumnType(type));
    if (strange) throw this.#refuse(`"${strange.type}" is no column type.`);
  }

  #add(progress: Progress, file: StagedFile): void {
    const strange =
      'types' in file.format
        ? Object.values(file.format.types ?? {}).find((type) => !isColumnType(type))
        : undefined;
    if (strange !== undefined) throw this.#refuse(`"${strange}" is no column type.`);
    this.#files += 1;
    if (this.#files > mostFiles) throw this.#refuse(`a run names more than ${mostFiles} files.`);
    progress.files.push(file);
  }

  #refuse(reason: string): Error {
    return protocolError({ plugin: this.#plugin, reason });
  }
}

/** A file as its message names it. */
export const fileOf = ({ path, format, part }: Extract<TableMessage, { type: 'file' }>): StagedFile => ({
  path,
  format,
  ...(part !== undefined && { part }),
});

const outcomeOf = (progress: Progress, error: Failure | undefined): TableOutcome => {
  const { table, files, deletes, gone, unchanged, state, failure } = progress;
  const { id, name } = table;
  const kept = state && state.value !== null ? { state: state.value } : {};
  if (failure) return { id, status: 'failed', error: failure };
  if (unchanged && files.length === 0) return { id, status: 'unchanged', ...kept };
  if (error && !state) return { id, status: 'failed', error };
  if (files.length + gone.length === 0 && !deletes) {
    return { id, status: 'failed', error: failureOf(nothingRead({ table: name })) };
  }
  return {
    id,
    status: 'read',
    mode: progress.mode ?? defaultMode(table),
    files,
    ...extrasOf(progress),
    ...kept,
  };
};

const extrasOf = ({ deletes, gone, state }: Progress) => ({
  ...(deletes && { deletes }),
  ...(gone.length > 0 && { gone }),
  ...(state?.cursor !== undefined && { cursor: state.cursor }),
});
