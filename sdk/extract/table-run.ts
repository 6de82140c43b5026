import type { PlannedTable, ReadMessage, TableMode } from '../connector.ts';
import { messageInvalid, tooManyRows } from './errors.ts';
import { failureOf } from './failure.ts';
import { keyColumns, keyOf } from './key-rows.ts';
import type { FromChild } from './protocol.ts';
import type { RowWriter, Staging } from './staging.ts';
import { defaultMode } from './table-mode.ts';

/** What a table of a run works with. */
export interface TableRunParts {
  readonly table: PlannedTable;
  readonly staging: Staging;
  readonly send: (message: FromChild) => Promise<void>;
}

/** A message about one table. */
export type TableMessage = Exclude<ReadMessage, { type: 'progress' | 'notice' }>;
type Of<Type extends TableMessage['type']> = Extract<TableMessage, { type: Type }>;

/** One table while it is read: holds the connector to the order of messages, and its rows to their columns. */
export class TableRun {
  readonly #table: PlannedTable;
  readonly #staging: Staging;
  readonly #send: TableRunParts['send'];
  #mode: TableMode | undefined;
  #writer: RowWriter | undefined;
  #deletes: RowWriter | undefined;
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
      case 'state':
        return this.#state(message);
      case 'failed':
        return this.#fail(message.error);
      case 'mode':
        return this.#setMode(message);
      default:
        return this.#takeData(message);
    }
  }

  /** Hands over the rows that are still held. The last thing that happens to a table of a run that went well. */
  async finish(): Promise<void> {
    const [writer, deletes] = this.#takeWriters();
    if (writer) await this.#handOver(writer, 'rows');
    if (deletes) await this.#handOver(deletes, 'deletes');
  }

  async #takeData(message: Exclude<TableMessage, Of<'state' | 'failed' | 'mode'>>): Promise<void> {
    switch (message.type) {
      case 'columns':
        return this.#columns(message);
      case 'rows':
        return this.#rows(message);
      case 'file':
        return this.#file(message);
      case 'deletes':
        return this.#addDeletes(message);
      case 'keys':
        return this.#keys(message);
      case 'gone':
        return this.#takeAway(message);
      case 'unchanged':
        this.#becomes('unchanged');
        return this.#send({ type: 'unchanged', table: this.#table.id });
      default:
        throw this.#invalid(`a message of type "${String((message as { type: unknown }).type)}"`);
    }
  }

  async #setMode({ mode }: Of<'mode'>): Promise<void> {
    const { id, name, primaryKey } = this.#table;
    if (this.#mode || this.#hasData()) throw this.#invalid(`"${name}" has a mode after its data`);
    if (mode === 'merge' && primaryKey.length === 0) {
      throw this.#invalid(`"${name}" is merged and has no primary key`);
    }
    this.#mode = mode;
    await this.#send({ type: 'mode', table: id, mode });
  }

  async #columns({ columns }: Of<'columns'>): Promise<void> {
    if (this.#hasData()) throw this.#invalid(`"${this.#table.name}" has columns after its data`);
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

  async #file(message: Of<'file'>): Promise<void> {
    const { name, partitionBy } = this.#table;
    if (message.part !== undefined) {
      if (partitionBy !== undefined)
        throw this.#invalid(`"${name}" is cut by "${partitionBy}", not by files`);
      if (this.#modeNow() === 'merge') throw this.#invalid(`"${name}" is merged, and its files name parts`);
    }
    this.#becomes('files');
    await this.#send(message);
  }

  async #keys(message: Of<'keys'>): Promise<void> {
    const { name } = this.#table;
    if (this.#modeNow() !== 'merge') throw this.#invalid(`"${name}" has keys and is not merged`);
    if (this.#has !== 'files' && this.#has !== 'rows')
      throw this.#invalid(`"${name}" has keys before its rows`);
    if (this.#deletes) throw this.#invalid(`"${name}" has keys beside deletes`);
    await this.#send(message);
  }

  async #takeAway(message: Of<'gone'>): Promise<void> {
    const { name } = this.#table;
    if (this.#modeNow() !== 'append') throw this.#invalid(`"${name}" loses a part and is not appended to`);
    this.#becomes('files');
    await this.#send(message);
  }

  async #addDeletes({ rows }: Of<'deletes'>): Promise<void> {
    const { name, primaryKey } = this.#table;
    if (this.#modeNow() !== 'merge') throw this.#invalid(`"${name}" has deletes and is not merged`);
    if (this.#has === 'unchanged') throw this.#invalid(`"${name}" has deletes after it was "unchanged"`);
    const columns = keyColumns(primaryKey, this.#writer?.columns);
    this.#deletes ??= await this.#staging.open(name, columns, 'deletes');
    const key = this.#deletes.columns;
    await this.#deletes.add(rows.map((row) => keyOf(row, key)));
  }

  async #state({ state, cursor }: Of<'state'>): Promise<void> {
    if (!this.#hasData()) throw this.#invalid(`"${this.#table.name}" has a state and no data`);
    await this.finish();
    this.#ended = 'state';
    const shown = cursor === undefined ? {} : { cursor };
    await this.#send({ type: 'state', table: this.#table.id, state: state ?? null, ...shown });
  }

  async #fail(error: unknown): Promise<void> {
    this.#ended = 'failed';
    for (const writer of this.#takeWriters()) await writer?.close();
    await this.#send({ type: 'failed', table: this.#table.id, error: failureOf(error) });
  }

  async #handOver(writer: RowWriter, type: 'rows' | 'deletes'): Promise<void> {
    await writer.close();
    const { path, columns, rows } = writer;
    await this.#send({ type, table: this.#table.id, path, columns, rows });
  }

  #takeWriters(): readonly (RowWriter | undefined)[] {
    const writers = [this.#writer, this.#deletes];
    this.#writer = undefined;
    this.#deletes = undefined;
    return writers;
  }

  #modeNow(): TableMode {
    return this.#mode ?? defaultMode(this.#table);
  }

  #hasData(): boolean {
    return this.#has !== 'nothing' || this.#deletes !== undefined;
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
