import type { PlannedTable, ReadContext, ReadMessage } from '@agnes/sdk';
import { defineConnector } from '@agnes/sdk/connector';
import { checkServer } from './check.ts';
import { discoverTables } from './discover.ts';
import { merged } from './merged.ts';
import { readTable } from './read-table.ts';
import { accessOf, Session } from './session.ts';
import { type Settings, withDefaults } from './settings.ts';
import { openSnapshot } from './snapshot.ts';

/** Tables, views and queries of a PostgreSQL database. All tables of a run are read from one snapshot. */
export default defineConnector<Settings>({
  async check(context) {
    const settings = withDefaults(context.config);
    await using session = await Session.open(accessOf(context, settings));
    await checkServer(session, settings, context.log);
  },

  async *discover(context) {
    const settings = withDefaults(context.config);
    await using session = await Session.open(accessOf(context, settings));
    yield* discoverTables(session, settings);
  },

  async *read(context) {
    const settings = withDefaults(context.config);
    const connections = Math.max(1, Math.min(settings.concurrency, context.tables.length));
    await using snapshot = await openSnapshot(accessOf(context, settings), connections);
    const work = { tables: context.tables.values(), done: 0 };
    yield* merged(snapshot.sessions.map((session) => readAll(context, session, work)));
  },
});

/** What the connections of a run share. */
interface Work {
  readonly tables: Iterator<PlannedTable>;
  done: number;
}

/** Reads tables, one after another, for as long as there are any left. */
async function* readAll(
  { config, staging = '', now, signal, tables: { length: total } }: ReadContext<Settings>,
  session: Session,
  work: Work,
): AsyncGenerator<ReadMessage> {
  const read = { session, settings: withDefaults(config), staging, now: now() };
  for (let next = work.tables.next(); !next.done; next = work.tables.next()) {
    const table = next.value;
    try {
      yield* readTable(table, read);
    } catch (error) {
      // One table does not hold up the others; a run that is stopped ends.
      signal.throwIfAborted();
      yield { type: 'failed', table: table.id, error };
    }
    work.done += 1;
    yield { type: 'progress', done: work.done, total, message: `${table.name} is read` };
  }
}
