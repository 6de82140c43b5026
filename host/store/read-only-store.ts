import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { DuckDbDialect } from './duckdb/duckdb-dialect.ts';
import { Engine } from './duckdb/engine.ts';
import { stateMissing } from './errors.ts';
import { lockFolder } from './lock-file.ts';
import type { SystemStore } from './system-store.ts';
import type { Tables } from './tables.ts';

/** Looks into the database of a host that is stopped: the folder is locked, its files stay byte for byte as they are. */
export const openReadOnly = async (folder: string): Promise<Pick<SystemStore, 'read'> & AsyncDisposable> => {
  const path = join(folder, 'system.duckdb');
  await access(path).catch((cause) => {
    throw stateMissing({ path }, { cause });
  });
  await using opened = new AsyncDisposableStack();
  opened.use(await lockFolder(folder));
  const engine = opened.use(await Engine.open(path, 'read'));
  const dialect = new DuckDbDialect({ engine, connections: 1, access: 'read' });
  const open = opened.move();
  return { read: new Kysely<Tables>({ dialect }), [Symbol.asyncDispose]: () => open.disposeAsync() };
};
