import type { Run } from '../../command.ts';
import { byteText } from '../../terminal/byte-text.ts';
import { isoUtc } from '../../terminal/iso-utc.ts';
import { textTable } from '../../terminal/text-table.ts';
import { lookAtUploads, sessionId } from '../../uploads/pending.ts';

const columns = [
  { title: 'id' },
  { title: 'size', align: 'right' },
  { title: 'changed' },
  { title: 'state' },
] as const;

/** The sessions of this workspace, each with whether it was sent. Needs no server. */
export const run: Run = async (_input, session) => {
  const files = await lookAtUploads({
    workspace: await session.workspace(),
    server: await session.server(),
    world: session.world,
  });
  const sessions = files
    .filter(({ kind }) => kind === 'session')
    .map(({ name, path, bytes, modified, standing, last }) => ({
      id: sessionId({ name }),
      path,
      size_bytes: bytes,
      changed_at: isoUtc(Math.trunc(modified)),
      state: standing,
      refused: last?.refused ?? null,
    }));
  if (sessions.length === 0) session.out.note('No session of a coding agent ran in this workspace yet.');
  const rows = sessions.map(({ id, size_bytes: bytes, changed_at: at, state, refused }) => [
    id,
    byteText(bytes),
    at,
    state === 'refused' ? `refused: ${refused}` : state,
  ]);
  return {
    data: { sessions },
    text: rows.length === 0 ? [] : textTable(columns, rows, session.out.width),
  };
};
