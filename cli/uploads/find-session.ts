import type { Session } from '../session/session.ts';
import { sessionsOf } from './candidates.ts';
import { sessionAmbiguous, sessionUnknown } from './errors.ts';
import { sessionId } from './pending.ts';
import { keepPrivate, privateSessions } from './private-sessions.ts';

/** The id of a session of this workspace: `wanted` is it, its file, or its beginning. Others may be known, too. */
export const findSession = async (
  wanted: string,
  session: Session,
  others: readonly string[] = [],
): Promise<string> => {
  const here = (await sessionsOf(await session.workspace(), session.world)).map(sessionId);
  const known = [...new Set([...here, ...others])];
  const id = wanted.replace(/\.jsonl$/, '');
  if (known.includes(id)) return id;
  const [first, ...more] = id === '' ? [] : known.filter((one) => one.startsWith(id));
  if (first === undefined) throw sessionUnknown({ id: wanted });
  if (more.length > 0) throw sessionAmbiguous({ id: wanted, sessions: [first, ...more], exit_code: 2 });
  return first;
};

/** Notes that a session is private, or no longer. */
export const markPrivate = async (id: string, isPrivate: boolean, session: Session): Promise<void> => {
  const workspace = await session.workspace();
  const ids = new Set(await privateSessions(workspace));
  if (isPrivate) ids.add(id);
  else ids.delete(id);
  await keepPrivate(workspace, ids, session.world.pid);
};
