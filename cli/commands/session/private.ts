import type { Run } from '../../command.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { findSession, markPrivate } from '../../uploads/find-session.ts';
import { keyOf, readLedger } from '../../uploads/ledger.ts';

/** Keeps a session from being sent, or lets it be sent again. Needs no server. */
export const run: Run = async (input, session) => {
  const [wanted = ''] = input.args;
  const id = await findSession(wanted, session);
  const isPrivate = !input.on('off');
  await markPrivate(id, isPrivate, session);
  const ledger = await readLedger(await session.workspace(), await session.server());
  const entry = ledger.get(keyOf({ kind: 'session', name: `${id}.jsonl` }));
  const wasSent = entry !== undefined && entry.refused === undefined;
  if (isPrivate && wasSent)
    session.out.note(`The server has what was sent before. Delete it with: agnes session delete ${id}`);
  return {
    data: { id, private: isPrivate, sent_before: wasSent },
    text: [safeText(isPrivate ? `${id} stays on this machine.` : `${id} is sent with the next sync.`)],
  };
};
