import type { BigQueryAccess, TableFacts, TableRef } from './access.ts';

/** How long what is known of a table is used again, in milliseconds. */
const freshMs = 60_000;
const most = 1000;

interface Known {
  readonly facts: TableFacts;
  readonly until: number;
}

/** What was last heard of the tables of one source: a statement is written by it, and is run right after. */
export class KnownTables {
  readonly #access: BigQueryAccess;
  readonly #known = new Map<string, Known>();

  constructor(access: BigQueryAccess) {
    this.#access = access;
  }

  /** Asks BigQuery, whatever is known. */
  async ask(ref: TableRef, now: number): Promise<TableFacts> {
    const facts = await this.#access.table(ref);
    if (this.#known.size >= most) this.#known.clear();
    this.#known.set(keyOf(ref), { facts, until: now + freshMs });
    return facts;
  }

  async get(ref: TableRef, now: number): Promise<TableFacts> {
    const known = this.#known.get(keyOf(ref));
    return known && now < known.until ? known.facts : this.ask(ref, now);
  }
}

const keyOf = ({ dataset, table }: TableRef): string => JSON.stringify([dataset, table]);
