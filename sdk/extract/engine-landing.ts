import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RemoteMessage } from '../engine.ts';
import type { EngineOrder, FromEngine, LandedRows, MostLanded } from './engine-protocol.ts';
import { messageInvalid, tooManyRows } from './errors.ts';
import { type RowWriter, Staging } from './staging.ts';

/** What the rows of one statement need. */
export interface LandingParts {
  readonly id: number;
  readonly staging: EngineOrder['staging'];
  readonly most: MostLanded;
  readonly send: (message: FromEngine) => Promise<void>;
}

/** The rows of one statement while they come in: counted and measured as they are written. */
export class Landing {
  readonly #parts: LandingParts;
  #writer: RowWriter | undefined;
  #isCut = false;

  constructor(parts: LandingParts) {
    this.#parts = parts;
  }

  /** True when no more rows are wanted. */
  get isCut(): boolean {
    return this.#isCut;
  }

  async take(message: RemoteMessage): Promise<void> {
    const { id, send } = this.#parts;
    if (message.type === 'columns') await this.#open(message);
    else if (message.type === 'rows') await this.#add(message);
    else if (message.type === 'billed') await send({ type: 'billed', id, bytes: message.bytes });
    else throw invalid(`a message of type "${String((message as { type: unknown }).type)}"`);
  }

  async end(): Promise<LandedRows> {
    const writer = this.#opened();
    await writer.close();
    const { path, columns, rows } = writer;
    return { path, columns, rows, ...(this.#isCut && { isCut: true }) };
  }

  /** Lets go of what was begun. */
  async drop(): Promise<void> {
    await this.#writer?.drop();
  }

  async #open({ columns }: Extract<RemoteMessage, { type: 'columns' }>): Promise<void> {
    const { id, staging, most, send } = this.#parts;
    if (this.#writer) throw invalid('columns twice');
    await send({ type: 'begun', id });
    // The host removes the folder once it has taken the rows.
    const folder = join(staging, `statement-${id}`);
    await mkdir(folder, { mode: 0o700 });
    this.#writer = await new Staging(folder, most.bytes).open('the answer', columns);
  }

  async #add({ rows }: Extract<RemoteMessage, { type: 'rows' }>): Promise<void> {
    const { most } = this.#parts;
    const writer = this.#opened();
    if (most.isCut) {
      const wanted = rows.slice(0, most.rows - writer.rows);
      this.#isCut = !(await writer.addFitting(wanted)) || wanted.length < rows.length;
      return;
    }
    if (writer.rows + rows.length > most.rows) throw tooManyRows({ table: 'the answer', limit: most.rows });
    await writer.add(rows);
  }

  #opened(): RowWriter {
    if (!this.#writer) throw invalid('rows, or an end, before the columns');
    return this.#writer;
  }
}

const invalid = (reason: string): Error => messageInvalid({ reason });
