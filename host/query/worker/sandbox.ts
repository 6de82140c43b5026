import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import type { WorkerSettings } from '../protocol.ts';
import { filesOf, type QueryScope, type ScopeView } from '../scope.ts';
import { KeptStatements } from './kept-statements.ts';
import { createLanded } from './landed-tables.ts';
import { placeKey } from './table-place.ts';

/** A locked DuckDB that holds the tables of one scope and nothing else. */
export interface Sandbox extends Disposable {
  /** A connection for one statement; whoever asks closes it. That of a heavy worker is the one it was built with. */
  connect(): Promise<DuckDBConnection>;
  /** What it remembers of statements. */
  readonly kept: KeptStatements;
  /** Lower-case names of the tables that can be read. */
  readonly names: ReadonlySet<string>;
  /** Keys of the places of tables that were landed for one statement. */
  readonly places: ReadonlySet<string>;
  /** True: it is for one statement. */
  readonly isOnce: boolean;
  /** Lower-case names of tables that are in scope but whose files cannot be read. */
  readonly broken: ReadonlySet<string>;
  /** Takes the paths of this machine out of a message. */
  scrub(message: string): string;
}

/** Builds and locks a sandbox. The order matters: views bind their files, then the files are named, then the lock. */
export const openSandbox = async (scope: QueryScope, settings: WorkerSettings): Promise<Sandbox> => {
  using open = new DisposableStack();
  const instance = await DuckDBInstance.create('generation' in scope ? scope.generation : ':memory:', {
    ...('generation' in scope && { access_mode: 'READ_ONLY' }),
    ...optionsOf(settings),
  });
  open.defer(() => instance.closeSync());
  const connection = await instance.connect();
  const broken = 'views' in scope ? await createViews(connection, scope.views) : new Set<string>();
  const landed = ('views' in scope && scope.landed) || [];
  await createLanded(connection, landed);
  // An empty table would be taken for one that stays empty.
  if (landed.some(({ isExpected }) => isExpected))
    await connection.run("SET disabled_optimizers = 'statistics_propagation'");
  const names = isPlain(scope) ? namesOf(scope.views, broken) : await namesIn(connection);
  if (settings.heavy) await countProgress(connection);
  await lock(connection, [...filesOf(scope), settings.fifo], settings);
  if (!settings.heavy) connection.closeSync();
  const kept = new KeptStatements(await instance.connect());
  open.move();
  return {
    names,
    places: new Set(landed.map(({ place }) => placeKey(place))),
    broken,
    isOnce: landed.length > 0 || settings.heavy === true,
    connect: async () => (settings.heavy ? connection : instance.connect()),
    kept,
    scrub: scrubber(scope, settings),
    [Symbol.dispose]: () => {
      kept[Symbol.dispose]();
      instance.closeSync();
    },
  };
};

const optionsOf = ({ memoryMb }: WorkerSettings): Record<string, string> => ({
  // Looking at a hundred files is work for one; others would only be woken for each. `lock` lets the rest in.
  threads: '1',
  memory_limit: `${memoryMb}MiB`,
  // The default folder would be writable by COPY, and spilling would fill a disk nobody watches.
  temp_directory: '',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
});

/** All in one transaction, which is twice as fast; one unreadable file must not take the other tables away. */
const createViews = async (
  connection: DuckDBConnection,
  views: readonly ScopeView[],
): Promise<ReadonlySet<string>> => {
  const all = ['BEGIN', ...views.map(viewSql), 'COMMIT'].join(';\n');
  const isWhole = await connection.run(all).then(
    () => true,
    () => false,
  );
  if (isWhole) return new Set();
  await connection.run('ROLLBACK');
  const broken = new Set<string>();
  for (const view of views) {
    await connection.run(viewSql(view)).catch(() => broken.add(view.name.toLowerCase()));
  }
  return broken;
};

const viewSql = ({ name, files }: ScopeView): string => {
  const list = files.map(quoteText).join(', ');
  // Of one file there is nothing to unite, and looking for it takes time.
  const source = files.length > 1 ? `[${list}], union_by_name = true` : list;
  return `CREATE VIEW ${quoteIdent(name)} AS SELECT * FROM read_parquet(${source}, hive_partitioning = false)`;
};

/** Whether all that is in it are its views. */
const isPlain = (scope: QueryScope): scope is Extract<QueryScope, { views: unknown }> =>
  'views' in scope && (scope.landed ?? []).length === 0;

const namesOf = (views: readonly ScopeView[], broken: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(views.map(({ name }) => name.toLowerCase()).filter((name) => !broken.has(name)));

const namesIn = async (connection: DuckDBConnection): Promise<ReadonlySet<string>> => {
  const reader = await connection.runAndReadAll(
    `SELECT lower(view_name) FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'
     UNION ALL SELECT lower(table_name) FROM duckdb_tables() WHERE NOT internal AND schema_name = 'main'`,
  );
  return new Set(reader.getRows().map(([name]) => String(name)));
};

/** A setting of each connection, and none can be changed behind the lock. */
const countProgress = async (connection: DuckDBConnection): Promise<void> => {
  await connection.run('SET enable_progress_bar = true');
  await connection.run('SET enable_progress_bar_print = false');
  await connection.run('SET progress_bar_time = 0');
};

const lock = async (
  connection: DuckDBConnection,
  paths: readonly string[],
  { threads }: WorkerSettings,
): Promise<void> => {
  await connection.run(`SET GLOBAL threads = ${threads}`);
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  await connection.run(`SET allowed_paths = [${paths.map(quoteText).join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
};

const scrubber = (scope: QueryScope, { fifo }: WorkerSettings): Sandbox['scrub'] => {
  const places = [fifo, ...filesOf(scope), ...('generation' in scope ? [scope.generation] : [])];
  const folders = [...new Set([...places.map((path) => dirname(path)), process.cwd()])];
  // Longest first: a folder inside another one would otherwise leave its tail.
  const ordered = folders.filter((folder) => folder !== '/').sort((a, b) => b.length - a.length);
  return (message) =>
    ordered
      .reduce((text, folder) => text.replaceAll(folder, '<data>'), message)
      .replaceAll(insideData, '<data>');
};

const insideData = /<data>[^\s'",)\]]*/g;
