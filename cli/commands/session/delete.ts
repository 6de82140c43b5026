import { isPlatformError } from '@agnes/sdk/errors';
import type { Run } from '../../command.ts';
import { objectsOf, textOf } from '../../json/values.ts';
import { holdLock } from '../../sync/lock-file.ts';
import { confirm } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { findSession, markPrivate } from '../../uploads/find-session.ts';
import { uploadLockPath } from '../../uploads/ledger.ts';
import { sessionId } from '../../uploads/pending.ts';

/** Deletes what the server has of a session. The transcript on this machine stays, and is not sent again. */
export const run: Run = async (input, session) => {
  const [wanted = ''] = input.args;
  const http = await session.http();
  const { sessions } = await http.object({ path: '/api/upload/sessions' });
  const sent = objectsOf(sessions).map(({ filename }) => sessionId({ name: textOf(filename) ?? '' }));
  const id = await findSession(wanted, session, sent);
  await confirm(session, `Delete what the server has of the session ${id}?`);
  // Whoever sends at this moment has ended, and from here on it is private.
  await using _lock = await holdLock(uploadLockPath(await session.workspace()), session.world.pid);
  await markPrivate(id, true, session);
  const isDeleted = await http
    .json({ method: 'DELETE', path: `/api/upload/sessions/${encodeURIComponent(`${id}.jsonl`)}` })
    .then(() => true)
    .catch((error) => {
      if (isPlatformError(error) && error.code === 'upload_not_found') return false;
      throw error;
    });
  const words = isDeleted ? 'is deleted at the server' : 'was not at the server';
  return {
    data: { id, deleted: isDeleted, private: true },
    text: [safeText(`${id} ${words}, and stays on this machine.`)],
  };
};
