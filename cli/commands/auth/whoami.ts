import type { Outcome, Run } from '../../command.ts';
import { notSignedIn } from '../../errors.ts';
import type { JsonObject } from '../../json/values.ts';
import type { Session } from '../../session/session.ts';
import { claimsOf } from '../../session/token-file.ts';
import { fieldLines } from '../../terminal/field-lines.ts';
import { cellText } from '../../terminal/text-table.ts';

/** Who the server takes the caller for; with `--offline` what the token claims. */
export const run: Run = async (input, session) => {
  const data = input.on('offline') ? await claimed(session) : await asked(session);
  return { data, text: fieldLines(shownFields(data)) };
};

const asked = async (session: Session): Promise<Outcome['data']> => {
  const http = await session.http();
  return { ...(await http.object({ path: '/auth/me' })), server: http.server };
};

const claimed = async (session: Session): Promise<Outcome['data']> => {
  const server = await session.server();
  const credential = await session.heldToken();
  if (!credential) throw notSignedIn({ server });
  return { ...claimsOf(credential.token), server, token_source: credential.source, checked: false };
};

/** What the server says is not ours to name: a name could hold anything, too. */
const shownFields = (data: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [cellText(name), value === null ? undefined : shown(value)]),
  );

const shown = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((one) => cellText(nameOf(one))).join(', ') : nameOf(value);

// Groups and the like come as objects; people know them by their names.
const nameOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'name' in value ? value.name : value;
