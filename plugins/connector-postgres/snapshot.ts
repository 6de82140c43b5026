import { codeOf } from './errors.ts';
import { type Access, Session } from './session.ts';

/** Connections that all see the database as it was at one moment. */
export interface Snapshot extends AsyncDisposable {
  readonly sessions: readonly Session[];
}

const begin = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** Opens connections into one snapshot; fewer than asked for where the server has no more. */
export const openSnapshot = async (access: Access, connections: number): Promise<Snapshot> => {
  await using opened = new AsyncDisposableStack();
  const leader = opened.use(await Session.open(access));
  await leader.ask(begin);
  const sessions = [leader];
  const id = connections > 1 ? await exported(leader) : undefined;
  while (id !== undefined && sessions.length < connections) {
    const follower = await openFollower(access, id);
    if (!follower) break;
    sessions.push(opened.use(follower));
  }
  const owned = opened.move();
  return { sessions, [Symbol.asyncDispose]: () => owned.disposeAsync() };
};

/** Nothing where the server does not export snapshots: then one connection reads everything. */
const exported = async (leader: Session): Promise<string | undefined> => {
  try {
    // No savepoint before it: a transaction that has one is not let export.
    const { rows } = await leader.ask('SELECT pg_export_snapshot()');
    return rows[0]?.[0] ?? undefined;
  } catch {
    await leader.ask('ROLLBACK');
    await leader.ask(begin);
    return undefined;
  }
};

const openFollower = async (access: Access, snapshot: string): Promise<Session | undefined> => {
  await using opened = new AsyncDisposableStack();
  try {
    const session = opened.use(await Session.open(access));
    await session.ask(begin);
    // Its form is fixed, and the statement takes no parameters.
    await session.ask(`SET TRANSACTION SNAPSHOT '${snapshot.replaceAll("'", "''")}'`);
    opened.move();
    return session;
  } catch (error) {
    if (isFull(error)) return undefined;
    throw error;
  }
};

// More connections than the server, or the role, may have.
const isFull = (error: unknown): boolean => error instanceof Error && codeOf(error.cause) === '53300';
