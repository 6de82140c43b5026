import type { Run } from '../../command.ts';
import { findSaved } from '../../query/saved.ts';
import { safeLines } from '../../terminal/safe-text.ts';

/** The statement of a saved query, as another command reads it. */
export const run: Run = async (input, session) => {
  const saved = await findSaved(await session.http(), input.args[0] ?? '');
  return { data: { saved }, text: [safeLines(String(saved['sql']))] };
};
