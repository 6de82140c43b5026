import type { PlannedTable, ReadMessage } from '../connector.ts';
import { messageInvalid, tooManyRows } from './errors.ts';
import { failureOf } from './failure.ts';
import type { FromChild } from './protocol.ts';
import type { RowWriter, Staging } from './staging.ts';

/** What a table of a run works with. */
export interface TableRunParts {
  readonly table: PlannedTable;
  readonly staging: Staging;
  readonly send: (message: FromChild) => Promise<void>;
}

/** A message about one table. */
export type TableMessage = Exclude<ReadMessage, { type: 'progress' }>;
type Of<Type extends TableMessage['type']> = Extract<TableMessage, { type: Type }>;

/** One table while it is read: holds the connector to the order of messages, and its rows to their columns. */
export class TableRun {
  readonly #table: PlannedTable;
  readonly #staging: Staging;
  readonly #send: TableRunParts['send'];
  #writer: RowWriter | undefined;
  #has: 'nothing' | 'rows' | 'files' | 'unchanged' = 'nothing';
  #ended: 'state' | 'failed' | undefined;

  constructor({ table, staging, send }: TableRunParts) {
    this.#table = table;
    this.#staging = staging;
    this.#send = send;
  }

  async take(message: TableMessage): Promise<void> {
    // The connector may not know yet that its table was given up.
    if (this.#ended === 'failed') return;
    if (this.#ended) throw this.#invalid(`"${message.type}" of "${this.#table.name}" comes after its state`);
    switch (message.type) {
      case 'columns':
        return this.#columns(message);
      case 'rows':
        return this.#rows(message);
      case 'file':
        this.#becomes('files');
        return this.#send(message);
      case 'unchanged':
        this.#becomes('unchanged');
        return this.#send({ type: 'unchanged', table: this.#table.id });
      case 'state':
        return this.#state(message);
      case 'failed':
        return this.#fail(message.error);
      default:
        throw this.#invalid(`a message of type "${String((message as { type: unknown }).type)}"`);
    }
  }

  /** Hands over the rows that are still held. The last thing that happens to a table of a run that went well. */
  async finish(): Promise<void> {
    const writer = this.#writer;
    if (!writer) return;
    this.#writer = undefined;
    await writer.close();
    const { path, columns, rows } = writer;
    await this.#send({ type: 'rows', table: this.#table.id, path, columns, rows });
  }

  async #columns({ columns }: Of<'columns'>): Promise<void> {
    if (this.#has !== 'nothing') throw this.#invalid(`"${this.#table.name}" has columns after its data`);
    this.#has = 'rows';
    this.#writer = await this.#staging.open(this.#table.name, columns);
  }

  async #rows({ rows }: Of<'rows'>): Promise<void> {
    if (!this.#writer) throw this.#invalid(`"${this.#table.name}" has rows before its columns`);
    const { maxRows = Number.POSITIVE_INFINITY, name } = this.#table;
    if (this.#writer.rows + rows.length > maxRows)
      return this.#fail(tooManyRows({ table: name, limit: maxRows }));
    await this.#writer.add(rows);
  }

  async #state({ state }: Of<'state'>): Promise<void> {
    if (this.#has === 'nothing') throw this.#invalid(`"${this.#table.name}" has a state and no data`);
    await this.finish();
    this.#ended = 'state';
    await this.#send({ type: 'state', table: this.#table.id, state: state ?? null });
  }

  async #fail(error: unknown): Promise<void> {
    this.#ended = 'failed';
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.close();
    await this.#send({ type: 'failed', table: this.#table.id, error: failureOf(error) });
  }

  #becomes(kind: 'files' | 'unchanged'): void {
    if (this.#has !== 'nothing' && !(kind === 'files' && this.#has === 'files')) {
      throw this.#invalid(`"${this.#table.name}" is "${kind}" after it was "${this.#has}"`);
    }
    this.#has = kind;
  }

  #invalid(reason: string): Error {
    return messageInvalid({ reason });
  }
}
