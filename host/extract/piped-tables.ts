import { join } from 'node:path';
import { failureOf } from '@agnes/sdk/extract';
import type { ConnectorOutcome, NamedFile } from '../kernel/connector-run-order.ts';
import { makeFifos, releaseFifo } from '../store/fifo.ts';
import type { PlannedRead } from './plan-source.ts';
import type { ReadTable } from './read-table.ts';
import { pipeRefused, tooManyPipes } from './run-errors.ts';
import type { TableStaged } from './take-in-messages.ts';

/** Takes one table in; what goes wrong is its result. `pipe` tells its scratch folder from those of others. */
export type StagePiped = (read: ReadTable, pipe: string, signal: AbortSignal) => Promise<TableStaged>;

/** Tables taken in at a time: each has a process of its own, and its writer one of the four threads of the child. */
const mostAtOnce = 4;

/**
 * Tables that are taken in while they are read: the child writes into a pipe, and a process of the host reads it. What
 * has come through counts only if the child brings its table to an end.
 */
export class PipedTables implements AsyncDisposable {
  readonly #stage: StagePiped;
  readonly #tables = new Map<string, PlannedRead & { readonly pipe: string }>();
  readonly #running = new Map<
    string,
    { readonly staged: Promise<TableStaged>; readonly stop: AbortController }
  >();
  #atWork = 0;

  constructor(stage: StagePiped) {
    this.#stage = stage;
  }

  /** Makes a pipe for each table. */
  async open(staging: string, tables: readonly PlannedRead[]): Promise<void> {
    for (const [index, one] of tables.entries()) {
      this.#tables.set(one.table.id, { ...one, pipe: join(staging, `pipe-${index + 1}`) });
    }
    await makeFifos([...this.#tables.values()].map(({ pipe }) => pipe));
  }

  /** The pipe of a table, where it has one. */
  pipeOf(id: string): string | undefined {
    return this.#tables.get(id)?.pipe;
  }

  get paths(): ReadonlySet<string> {
    return new Set([...this.#tables.values()].map(({ pipe }) => pipe));
  }

  /** The child has named a file; if it is the pipe of its table, somebody begins to read it. */
  take({ table: id, mode, file }: NamedFile): void {
    const table = this.#tables.get(id);
    if (!table || file.path !== table.pipe || this.#running.has(id)) return;
    const stop = new AbortController();
    const read: ReadTable = { ...table, mode, files: [{ ...file, pipe: true }] };
    this.#running.set(id, { staged: this.#begin(read, table.pipe, stop.signal), stop });
  }

  async #begin(read: ReadTable, pipe: string, signal: AbortSignal): Promise<TableStaged> {
    const { id, name } = read.table;
    this.#atWork += 1;
    try {
      if (this.#atWork > mostAtOnce) throw tooManyPipes({ table: name, most: mostAtOnce });
      return await this.#stage(read, pipe, signal);
    } catch (cause) {
      const { hint: remedy, code, message, retryable } = failureOf(cause);
      return { id, name, status: 'failed', error: { code, message, retryable, remedy } };
    } finally {
      this.#atWork -= 1;
      // A writer that is still there learns that nobody reads any more.
      await releaseFifo(pipe);
    }
  }

  /** What the child says of its tables once it is gone. A pipe that was closed under it has a reason of its own. */
  async settle(outcome: ConnectorOutcome): Promise<ConnectorOutcome> {
    // A reader that is still there learns that nobody writes any more.
    await Promise.all([...this.#tables.values()].map(({ pipe }) => releaseFifo(pipe)));
    const tables = await Promise.all(outcome.tables.map((table) => this.#settled(table)));
    return { ...outcome, tables };
  }

  async #settled(table: ConnectorOutcome['tables'][number]): Promise<ConnectorOutcome['tables'][number]> {
    const { id, status } = table;
    const running = this.#running.get(id);
    if (status === 'read' && table.files.some(({ path }) => this.paths.has(path))) {
      const isAlone = running && table.files.length === 1 && !table.deletes && !table.gone;
      return isAlone ? table : { id, status: 'failed', error: failureOf(pipeRefused({ table: id })) };
    }
    if (status !== 'failed' || !running) return table;
    if (table.error.code !== 'pipe_closed') {
      running.stop.abort();
      return table;
    }
    const staged = await running.staged;
    if (staged.status !== 'failed') return table;
    const { remedy: hint, ...error } = staged.error;
    return { id, status, error: { ...table.error, ...error, hint } };
  }

  /** What became of a table that was read through its pipe; nothing for any other. */
  resultOf(id: string): Promise<TableStaged> | undefined {
    return this.#running.get(id)?.staged;
  }

  /** Ends what is not wanted any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { stop } of this.#running.values()) stop.abort();
    await Promise.all([...this.#running.values()].map(({ staged }) => staged));
    await Promise.all([...this.#tables.values()].map(({ pipe }) => releaseFifo(pipe)));
  }
}
