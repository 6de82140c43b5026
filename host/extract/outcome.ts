import type { Finding } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import { isPermanent } from '../jobs/permanent.ts';
import type { Table } from '../registry/table.ts';
import type { SchemaChange } from './schema-change.ts';
import type { TableError } from './take-in-messages.ts';

/** A finding and whose it is. */
export interface ShownFinding extends Finding {
  readonly plugin: string;
}

/** What a run came to for one table. `error` is the reason of `skipped` and `failed`. */
export interface TableOutcome {
  readonly id: string;
  readonly name: string;
  readonly status: 'published' | 'unchanged' | 'skipped' | 'failed';
  readonly rows?: number;
  readonly bytes?: number;
  readonly durationMs: number;
  /** Which of several ways read it. */
  readonly driver?: string;
  readonly error?: TableError;
  readonly schemaChange?: SchemaChange;
  readonly findings?: readonly ShownFinding[];
  /** Values that did not fit and became null, by column. */
  readonly nulled?: Readonly<Record<string, number>>;
}

type Named = Pick<Table, 'id' | 'name'>;

/** The outcomes of a run: exactly one for every table it was asked for. */
export class Outcomes {
  readonly #settled = new Map<string, TableOutcome>();
  readonly #startedAt: number;
  readonly #now: () => number;
  readonly #onSettled: (outcome: TableOutcome, settled: number) => void;

  constructor({
    now,
    onSettled,
  }: {
    readonly now: () => number;
    readonly onSettled: (outcome: TableOutcome, settled: number) => void;
  }) {
    this.#now = now;
    this.#startedAt = now();
    this.#onSettled = onSettled;
  }

  /** An outcome that does not count yet. */
  draft({ id, name }: Named, rest: Omit<TableOutcome, 'id' | 'name' | 'durationMs'>): TableOutcome {
    return { id, name, durationMs: this.#now() - this.#startedAt, ...rest };
  }

  /** The first outcome of a table counts. */
  settle(outcome: TableOutcome): void {
    if (this.#settled.has(outcome.id)) return;
    this.#settled.set(outcome.id, outcome);
    this.#onSettled(outcome, this.#settled.size);
  }

  fail(table: Named, error: TableError): void {
    this.settle(this.draft(table, { status: 'failed', error }));
  }

  skip(table: Named, error: TableError): void {
    this.settle(this.draft(table, { status: 'skipped', error }));
  }

  of(table: Named): TableOutcome | undefined {
    return this.#settled.get(table.id);
  }

  list(): readonly TableOutcome[] {
    return [...this.#settled.values()];
  }
}

/** Tells any thrown value as the reason of a table. */
export const reasonOf = (cause: unknown): TableError => {
  if (!isPlatformError(cause)) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { code: 'internal', message, retryable: true, remedy: 'See the log of the host.' };
  }
  const { code, message, hint, kind } = cause;
  return { code, message, remedy: hint, retryable: !isPermanent(kind) };
};
