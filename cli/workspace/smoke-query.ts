import { quoteName } from '../database/quote-name.ts';
import { openLocal } from '../query/local.ts';
import { localDeps } from '../query/local-deps.ts';
import type { Session } from '../session/session.ts';
import type { Step } from './step.ts';

/** A question that the workspace answers, and how that went. */
interface Smoke {
  readonly step: Step;
  readonly sql: string | undefined;
}

/** Counts the rows of a synced table in the local database, as the first question of anybody would. */
export const smokeQuery = async (session: Session): Promise<Smoke> => {
  const deps = await localDeps(session);
  const [name] = [...deps.state.tables.values()].map((table) => table.name).toSorted();
  if (name === undefined) {
    return { step: { step: 'smoke_query', state: 'skipped', detail: 'no table is here' }, sql: undefined };
  }
  const sql = `SELECT count(*) FROM ${quoteName(name)}`;
  using database = await openLocal(deps);
  const rows = await database?.all(sql);
  const detail = rows ? `${name} has ${rows[0]?.[0]} rows` : 'there is no local database';
  return { step: { step: 'smoke_query', state: rows ? 'unchanged' : 'failed', detail }, sql };
};
