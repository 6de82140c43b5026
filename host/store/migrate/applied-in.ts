import { access } from 'node:fs/promises';
import { Kysely } from 'kysely';
import { DuckDbDialect } from '../duckdb/duckdb-dialect.ts';
import { Engine } from '../duckdb/engine.ts';
import { stateHistory, stateUnreadable } from '../errors.ts';
import type { Tables } from '../tables.ts';
import { type AppliedStep, appliedSteps } from './migration-repository.ts';

/** The steps a file records; none where there is no file. Looks without writing: a file of a newer host stays as it is. */
export const appliedIn = async (path: string): Promise<readonly AppliedStep[]> => {
  if (!(await exists(path))) return [];
  await using engine = await Engine.open(path, 'read');
  const db = new Kysely<Tables>({ dialect: new DuckDbDialect({ engine, connections: 1, access: 'read' }) });
  try {
    const applied = await appliedSteps(db);
    if (applied.length > 0) return applied;
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw stateHistory({ path, reason: 'it records no step at all' });
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const unreadable = (path: string, cause: unknown) => {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return reason.includes('schema_migrations does not exist')
    ? stateHistory({ path, reason: 'it has no table schema_migrations' }, { cause })
    : stateUnreadable({ path, reason }, { cause });
};
