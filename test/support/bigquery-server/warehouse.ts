import { type DuckDBConnection, DuckDBInstance, type DuckDBType } from '@duckdb/node-api';
import { Refused } from './google-error.ts';
import { boundTo, type QueryParameter } from './parameter.ts';
import { duckDbSql } from './translate.ts';
import { fieldOf, rowSql, type WireField } from './wire.ts';

/** A table of the warehouse. */
export interface Seed {
  readonly project: string;
  readonly dataset: string;
  readonly table: string;
  /** SELECT of DuckDB: its rows, or for a view what it shows. */
  readonly sql: string;
  /** TABLE unless said otherwise. */
  readonly type?: string;
  /** Bytes of one value; 8 unless said otherwise. */
  readonly width?: number;
  /** Columns that are never null. */
  readonly required?: readonly string[];
  /** How its rows lie, as the API has it. */
  readonly layout?: Readonly<Record<string, unknown>>;
  /** Types that DuckDB has no word for, by column. */
  readonly types?: Readonly<Record<string, string>>;
}

/** A statement that BigQuery has understood. */
export interface Plan {
  readonly statementType: string;
  readonly fields: readonly WireField[];
  readonly tables: readonly Seed[];
  readonly bytes: number;
  /** Runs it; every row is the JSON text of one of the API. */
  readonly rows: () => Promise<readonly string[]>;
}

/** What lies in BigQuery, and what understands its statements: DuckDB with a database for every project. */
export class Warehouse {
  readonly #connection: DuckDBConnection;
  readonly #seeds: readonly Seed[];

  private constructor(connection: DuckDBConnection, seeds: readonly Seed[]) {
    this.#connection = connection;
    this.#seeds = seeds;
  }

  static async open(seeds: readonly Seed[]): Promise<Warehouse> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`SET TimeZone = 'UTC'`);
    for (const project of new Set(seeds.map((seed) => seed.project)))
      await connection.run(`ATTACH ':memory:' AS "${project}"`);
    for (const { project, dataset, table, sql, type } of seeds) {
      await connection.run(`CREATE SCHEMA IF NOT EXISTS "${project}"."${dataset}"`);
      const what = type === 'VIEW' ? 'VIEW' : 'TABLE';
      await connection.run(`CREATE ${what} "${project}"."${dataset}"."${table}" AS ${sql}`);
    }
    return new Warehouse(connection, seeds);
  }

  close(): void {
    this.#connection.closeSync();
  }

  datasets(project: string): readonly string[] {
    return [...new Set(this.#seeds.filter((seed) => seed.project === project).map(({ dataset }) => dataset))];
  }

  tables(project: string, dataset: string): readonly Seed[] {
    return this.#seeds.filter((seed) => seed.project === project && seed.dataset === dataset);
  }

  table(project: string, dataset: string, table: string): Seed {
    const seed = this.tables(project, dataset).find((each) => each.table === table);
    if (!seed) throw notFound(`Table ${project}:${dataset}.${table}`);
    return seed;
  }

  async fields({ project, dataset, table, types = {} }: Seed): Promise<readonly WireField[]> {
    const columns = await this.#columns(`SELECT * FROM "${project}"."${dataset}"."${table}"`, {});
    return columns.map(({ name, type }) => ({ ...fieldOf(name, type), ...typed(types[name]) }));
  }

  async count({ project, dataset, table }: Seed): Promise<number> {
    const rows = await this.#all(`SELECT count(*)::VARCHAR FROM "${project}"."${dataset}"."${table}"`, {});
    return Number(rows[0]);
  }

  async rowsOf({ project, dataset, table }: Seed, names: readonly string[] | undefined) {
    const list = names?.map((name) => `"${name}"`).join(', ') ?? '*';
    return await this.#rows(`SELECT ${list} FROM "${project}"."${dataset}"."${table}"`, {});
  }

  /** Understands a statement, or says what is wrong with it as BigQuery does. */
  async plan(googleSql: string, parameters: readonly QueryParameter[]): Promise<Plan> {
    const word = /^\s*(\w+)/.exec(googleSql)?.[1]?.toUpperCase() ?? '';
    if (!['SELECT', 'WITH'].includes(word)) {
      return { statementType: word, fields: [], tables: [], bytes: 0, rows: async () => [] };
    }
    const sql = duckDbSql(googleSql);
    const values = Object.fromEntries(parameters.map((parameter) => [parameter.name, boundTo(parameter)]));
    const tree = await this.#tree(sql);
    const tables = namesIn(tree).map(([project, dataset, table]) => this.table(project, dataset, table));
    const columns = await this.#columns(sql, values);
    const bytes = await Promise.all(tables.map((seed) => this.#bytes(seed, tree)));
    return {
      statementType: 'SELECT',
      fields: columns.map(({ name, type }) => fieldOf(name, type)),
      tables,
      bytes: bytes.reduce((sum, each) => sum + each, 0),
      rows: () => this.#rows(sql, values),
    };
  }

  /** Every value of the columns that are named: BigQuery reads columns whole, whatever is asked of them. */
  async #bytes(seed: Seed, tree: unknown): Promise<number> {
    const { names, isAll } = columnsIn(tree);
    const fields = await this.fields(seed);
    const read = fields.filter(({ name }) => isAll || names.has(name.toLowerCase()));
    return (await this.count(seed)) * read.length * (seed.width ?? 8);
  }

  async #tree(sql: string): Promise<unknown> {
    const [text = '{}'] = await this.#all('SELECT json_serialize_sql($sql::VARCHAR)::VARCHAR', { sql });
    const tree = JSON.parse(text);
    if (tree.error) throw invalid(`Syntax error: ${tree.error_message}`);
    return tree;
  }

  async #columns(sql: string, values: Values) {
    try {
      const result = await this.#connection.run(`SELECT * FROM (${sql}) LIMIT 0`, values);
      const names = result.columnNames();
      return result.columnTypes().map((type: DuckDBType, index) => ({ name: names[index] ?? '', type }));
    } catch (error) {
      throw invalid(error instanceof Error ? error.message : String(error));
    }
  }

  async #rows(sql: string, values: Values): Promise<readonly string[]> {
    const columns = await this.#columns(sql, values);
    return this.#all(`SELECT CAST(${rowSql(columns)} AS VARCHAR) FROM (${sql})`, values);
  }

  async #all(sql: string, values: Values): Promise<readonly string[]> {
    const reader = await this.#connection.runAndReadAll(sql, values);
    return reader.getRows().map(([value]) => String(value));
  }
}

type Values = Readonly<Record<string, ReturnType<typeof boundTo>>>;

const typed = (type: string | undefined) => (type === undefined ? {} : { type });

const invalid = (message: string) => new Refused({ status: 400, reason: 'invalidQuery', message });

/** What there is not. */
export const notFound = (what: string) =>
  new Refused({
    status: 404,
    reason: 'notFound',
    message: `Not found: ${what} was not found in location EU`,
  });

type Path = readonly [project: string, dataset: string, table: string];

const nodesOf = (tree: unknown): readonly Readonly<Record<string, unknown>>[] =>
  typeof tree === 'object' && tree !== null
    ? [Object(tree), ...Object.values(tree).flatMap((inner) => nodesOf(inner))]
    : [];

const namesIn = (tree: unknown): readonly Path[] => {
  const paths = nodesOf(tree)
    .filter(({ type }) => type === 'BASE_TABLE')
    .filter(({ schema_name: dataset }) => dataset !== '')
    .map(
      (node): Path => [String(node['catalog_name']), String(node['schema_name']), String(node['table_name'])],
    );
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()];
};

const columnsIn = (tree: unknown) => {
  const nodes = nodesOf(tree);
  const named = nodes
    .filter(({ type }) => type === 'COLUMN_REF')
    .map((node) => [node['column_names']].flat().at(-1));
  return {
    names: new Set(named.map((name) => String(name).toLowerCase())),
    isAll: nodes.some(({ type }) => type === 'STAR'),
  };
};
