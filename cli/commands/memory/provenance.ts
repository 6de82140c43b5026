import type { Run } from '../../command.ts';
import { cellText } from '../../terminal/text-table.ts';

/** Where what an item says came from. */
export const run: Run = async (input, session) => {
  const path = `/api/memory/${encodeURIComponent(input.args[0] ?? '')}/provenance`;
  const answer = await (await session.http()).object({ path });
  const lines = Object.entries(answer).filter(([, value]) => value !== null);
  return { data: answer, text: lines.map(([field, value]) => `${field}: ${cellText(value)}`) };
};
