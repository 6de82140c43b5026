import type { RemoteDescription, Static } from '@agnes/sdk';
import type { Access, Granted } from '../access/access.ts';
import type { Principal } from '../http/principal.ts';
import type { CatalogEntries } from '../lake/enrichment/catalog-entries.ts';
import type { Lake } from '../lake/lake.ts';
import type { Queries } from '../query/queries.ts';
import type { Stamps } from '../query/stamps.ts';
import type { ColumnMetadata } from '../registry/metadata/column-metadata.ts';
import type { Registry } from '../registry/registry.ts';
import type { Descriptions } from '../registry/remote/descriptions.ts';
import type { Table } from '../registry/table.ts';
import { isoUtc } from '../store/iso-utc.ts';
import { quoteIdent } from '../store/quote-ident.ts';
import { dialectHints, fetchVia, whereExamples } from './hints.ts';
import type { Asking, KnownTables } from './known-tables.ts';
import { Memory } from './memory.ts';
import type { catalogSchema, tableSchema } from './schema.ts';
import { wholeText } from './whole-text.ts';

interface DiscoveryDeps {
  readonly known: KnownTables;
  readonly access: Pick<Access, 'filter'>;
  readonly registry: Pick<Registry, 'tables'>;
  readonly lake: Pick<Lake, 'find'>;
  readonly descriptions: Pick<Descriptions, 'all'>;
  readonly catalogEntries: Pick<CatalogEntries, 'of'>;
  readonly columnMetadata: Pick<ColumnMetadata, 'of'>;
  readonly queries: Pick<Queries, 'run'>;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

type Catalog = Static<typeof catalogSchema>;
type Item = Catalog['tables'][number];

/** Rows as the JSON of the answer, with what is said of their age. */
interface Sample extends Omit<Stamps, 'tag'> {
  readonly text: string;
}

/** Tells what tables there are, what is in them, and how they are asked. What is kept is looked up after the grant. */
export class Discovery {
  readonly #deps: DiscoveryDeps;
  readonly #items: Memory<Item>;
  readonly #samples: Memory<Sample>;

  constructor(deps: DiscoveryDeps) {
    this.#deps = deps;
    const { now, known } = deps;
    this.#items = new Memory({ lifeMs: 300_000, now, basis: known.basis });
    this.#samples = new Memory({ lifeMs: 3_600_000, now, basis: known.basis });
  }

  /** The tables that the caller may read; with `refresh` nothing is answered from memory. */
  async catalog(principal: Principal, { refresh = false } = {}): Promise<Catalog> {
    const { access, registry, now } = this.#deps;
    const granted = await access.filter(principal, 'table', await registry.tables());
    const tables: Item[] = [];
    for (const one of granted) {
      if (refresh) this.#items.forget(one.resource.id);
      tables.push(await this.#items.get(one.resource.id, () => this.#item(one)));
    }
    return { tables, server_time: isoUtc(new Date(now())) };
  }

  /** The columns of a table, and what is said about them. */
  async schema(asked: string, asking: Asking): Promise<Static<typeof tableSchema>> {
    const { known, columnMetadata, catalogEntries } = this.#deps;
    const granted = await known.granted(asked, asking.principal);
    const table = granted.resource;
    const columns = await known.columns(granted, asking);
    const notes = new Map(
      (await columnMetadata.of(table.id)).map(({ column_name, description }) => [column_name, description]),
    );
    const entry = (await catalogEntries.of([table])).get(table.id);
    const flavor = known.flavorOf(table);
    const described = await this.#described(table);
    return {
      table_id: table.id,
      source_type: table.sourceType ?? '',
      sql_flavor: flavor,
      columns: columns.map(({ name, type, nullable }) => ({
        ...{ name, type, nullable },
        description: notes.get(name) ?? entry?.columns[name]?.value ?? '',
      })),
      partition_by: described?.partitionedBy ?? table.options.partition_by ?? null,
      clustered_by: [...(described?.clusteredBy ?? [])],
      where_dialect_hints: dialectHints[flavor],
    };
  }

  /** Some rows of a table. */
  async sample(asked: string, rows: number, asking: Asking): Promise<Sample> {
    const { known } = this.#deps;
    const granted = await known.granted(asked, asking.principal);
    const { id } = granted.resource;
    // To each their own: who may ask is looked at by everything that a statement passes.
    const key = JSON.stringify([asking.principal.userId, id, rows]);
    let isNew = false;
    const sample = await this.#samples.get(key, () => {
      isNew = true;
      return this.#sample(granted, rows, asking);
    });
    return isNew ? sample : { ...sample, cache: 'hit' };
  }

  async #sample(granted: Granted<Table>, rows: number, { principal, call }: Asking): Promise<Sample> {
    const { queries, known } = this.#deps;
    const { resource } = granted;
    const sql = `SELECT * FROM ${quoteIdent(known.nameOf(granted))} LIMIT ${rows}`;
    const answer = await queries.run(principal, { sql, format: 'ndjson', limit: rows }, call);
    // Each line is an object; what stands in it is never read here.
    const lines = (await wholeText(answer)).trimEnd().replaceAll('\n', ',');
    const source = resource.queryMode === 'remote' ? (resource.sourceType ?? 'remote') : 'local';
    const head = JSON.stringify({ table_id: resource.id, source });
    const { generation, extractedAt, cache } = answer;
    const stamps = { generation, cache, ...(extractedAt && { extractedAt }) };
    return { ...stamps, text: `${head.slice(0, -1)},"rows":[${lines}]}` };
  }

  /** What the source of a table that stays there says of it. */
  async #described({ id, queryMode }: Table): Promise<RemoteDescription | undefined> {
    if (queryMode !== 'remote') return undefined;
    return (await this.#deps.descriptions.all()).get(id)?.description;
  }

  async #item(granted: Granted<Table>): Promise<Item> {
    const { known, lake, catalogEntries } = this.#deps;
    const table = granted.resource;
    const published = table.queryMode === 'remote' ? undefined : lake.find(granted);
    const described = await this.#described(table);
    const entry = (await catalogEntries.of([table])).get(table.id);
    const flavor = known.flavorOf(table);
    return {
      id: table.id,
      name: table.name,
      description: entry?.description?.value ?? table.description ?? '',
      source_type: table.sourceType ?? '',
      query_mode: table.queryMode,
      sql_flavor: flavor,
      where_examples: [...whereExamples(published?.schema ?? described?.columns ?? [], flavor)],
      fetch_via: fetchVia(table),
      rough_size_hint: published?.sizeBytes ?? described?.sizeBytes ?? null,
    };
  }
}
