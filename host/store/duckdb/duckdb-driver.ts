import type { DatabaseConnection, Driver } from 'kysely';
import { statementFailed } from '../errors.ts';
import type { Engine } from './engine.ts';
import { Lease } from './lease.ts';
import { Slots } from './slots.ts';

/** Which file, how many units of work at a time, and whether they may change anything. */
export interface DriverOptions {
  readonly engine: Engine;
  readonly connections: number;
  readonly access: 'read' | 'write';
}

/** Lends connections to Kysely, a bounded number at a time. */
export class DuckDbDriver implements Driver {
  readonly #options: DriverOptions;
  readonly #slots: Slots;

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#slots = new Slots(options.connections);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Lease> {
    await this.#slots.take();
    try {
      return await Lease.take(this.#options.engine, this.#options.access);
    } catch (cause) {
      this.#slots.free();
      throw cause;
    }
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await leaseOf(connection).begin();
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await leaseOf(connection).commit();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await leaseOf(connection).rollback();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    leaseOf(connection).end();
    this.#slots.free();
  }

  /** The engine outlives its drivers; whoever opened it closes it. */
  async destroy(): Promise<void> {}
}

const leaseOf = (connection: DatabaseConnection): Lease => {
  if (connection instanceof Lease) return connection;
  throw statementFailed({ reason: 'the connection is not one of this driver' });
};
