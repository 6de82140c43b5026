import type { Column } from '@agnes/sdk';
import type { Access, Granted } from '../access/access.ts';
import type { Principal } from '../http/principal.ts';
import type { LoadedConnector } from '../kernel/loaded.ts';
import type { Lake } from '../lake/lake.ts';
import { parseExact } from '../lake/profile/exact-json.ts';
import { unsupportedEntity } from '../query/engines/errors.ts';
import type { RemoteTables } from '../query/engines/remote-tables.ts';
import type { Queries } from '../query/queries.ts';
import type { QueryCall } from '../query/query-ask.ts';
import type { Registry } from '../registry/registry.ts';
import type { Descriptions } from '../registry/remote/descriptions.ts';
import type { Source } from '../registry/source.ts';
import type { Table } from '../registry/table.ts';
import { quoteIdent } from '../store/quote-ident.ts';
import { Memory } from './memory.ts';
import { wholeText } from './whole-text.ts';

/** Dialects of the conditions of a table. */
export type Flavor = 'duckdb' | 'bigquery';

/** What is known of tables is made of this. */
export interface KnownTablesDeps {
  readonly access: Pick<Access, 'authorizeAsked' | 'rights'>;
  readonly registry: Pick<Registry, 'tables' | 'sources' | 'find' | 'get' | 'findSource'>;
  readonly lake: Pick<Lake, 'current' | 'find'>;
  readonly descriptions: Pick<Descriptions, 'all'>;
  readonly remoteTables: Pick<RemoteTables, 'has' | 'known'>;
  readonly queries: Pick<Queries, 'run'>;
  readonly connectors: { connector(type: string): Pick<LoadedConnector, 'contribution'> | undefined };
  /** Milliseconds UTC. */
  readonly now: () => number;
}

/** Who asks, and how it came in. */
export interface Asking {
  readonly principal: Principal;
  readonly call: QueryCall;
}

/** A column, and whether it may be null. */
export interface KnownColumn extends Column {
  readonly nullable: boolean;
}

/** Tables as they are asked for by id or name, with their columns and the dialect of their conditions. */
export class KnownTables {
  readonly #deps: KnownTablesDeps;
  readonly #columns: Memory<readonly KnownColumn[]>;

  constructor(deps: KnownTablesDeps) {
    this.#deps = deps;
    this.#columns = new Memory({ lifeMs: 3_600_000, now: deps.now, basis: this.basis });
  }

  /** What is told of tables follows from this: registered tables, sources, data, grants, and what sources say. */
  readonly basis = async (): Promise<readonly unknown[]> => {
    const { registry, lake, access, descriptions } = this.#deps;
    const known = [await registry.tables(), lake.current(), access.rights, await descriptions.all()];
    return [...known, ...(await registry.sources())];
  };

  /** The table, when the caller may read it. Only administrators learn that a table does not exist. */
  async granted(asked: string, principal: Principal): Promise<Granted<Table>> {
    const { registry, access } = this.#deps;
    const found = await (principal.isAdmin ? registry.get(asked) : registry.find(asked));
    return await access.authorizeAsked(principal, 'table', { asked, found });
  }

  /** What it is called in statements: what is renamed is called as before until the views are made anew. */
  nameOf(granted: Granted<Table>): string {
    const { name, queryMode } = granted.resource;
    return queryMode === 'remote' ? name : (this.#deps.lake.find(granted)?.name ?? name);
  }

  flavorOf({ queryMode, sourceType }: Pick<Table, 'queryMode' | 'sourceType'>): Flavor {
    if (queryMode !== 'remote' || sourceType === undefined) return 'duckdb';
    return this.#deps.connectors.connector(sourceType)?.contribution.dialect ?? 'duckdb';
  }

  /** Columns with the types that a query gives them. */
  columns(granted: Granted<Table>, asking: Asking): Promise<readonly KnownColumn[]> {
    return this.#columns.get(granted.resource.id, () => this.#read(granted, asking));
  }

  async #read(granted: Granted<Table>, asking: Asking): Promise<readonly KnownColumn[]> {
    const table = granted.resource;
    const source = await this.#engineOf(table);
    if (!source) return await this.#described(this.nameOf(granted), asking);
    const known = await this.#deps.remoteTables.known(table, source, asking.call.signal);
    if (known.kind === 'other' || known.columns.length === 0) throw unsupportedEntity({ table: table.name });
    const required = new Set(known.required);
    return known.columns.map((column) => ({ ...column, nullable: !required.has(column.name) }));
  }

  async #engineOf({ queryMode, sourceId }: Table): Promise<Source | undefined> {
    const { registry, remoteTables } = this.#deps;
    if (queryMode !== 'remote' || sourceId === undefined) return undefined;
    const source = await registry.findSource(sourceId);
    return source && remoteTables.has(source) ? source : undefined;
  }

  async #described(name: string, { principal, call }: Asking): Promise<readonly KnownColumn[]> {
    const sql = `SELECT column_name, column_type, "null" FROM (DESCRIBE ${quoteIdent(name)})`;
    const answer = await this.#deps.queries.run(principal, { sql, format: 'json', limit: 10_000 }, call);
    const rows = parseExact(`[${(await wholeText(answer)).slice(1)}]`);
    // The shape is that of the three columns.
    return (rows as readonly [string, string, string][]).map(([column, type, isNull]) => ({
      ...{ name: column, type, nullable: isNull !== 'NO' },
    }));
  }
}
