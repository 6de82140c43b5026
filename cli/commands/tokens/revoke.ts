import { defineError } from '@agnes/sdk/errors';
import { tokenState } from '../../account/tokens.ts';
import type { Run } from '../../command.ts';
import { type JsonObject, objectsOf } from '../../json/values.ts';
import { cellText } from '../../terminal/text-table.ts';

const noSuchToken = defineError<{ token: string }>({
  code: 'token_not_found',
  kind: 'not_found',
  message: ({ token }) => `There is no token "${token}" that still works.`,
  hint: 'agnes tokens list shows them.',
});

const ambiguousToken = defineError<{ token: string; candidates: readonly string[] }>({
  code: 'token_ambiguous',
  kind: 'bad_request',
  message: ({ token, candidates }) => `"${token}" may be any of these: ${candidates.join(', ')}.`,
  hint: 'Give the id: agnes tokens list --json shows it.',
});

/** Ends one token of the caller, with `--all` one of anybody, found by id, prefix or name. */
export const run: Run = async (input, session) => {
  const [wanted = ''] = input.args;
  const http = await session.http();
  const path = input.on('all') ? '/auth/admin/tokens' : '/auth/tokens';
  const tokens = objectsOf(await http.json({ path }));
  const token = onlyOne(tokens, wanted, session.world.now());
  await http.json({ method: 'DELETE', path: `${path}/${encodeURIComponent(String(token['id']))}` });
  const { id, name } = token;
  return { data: { id, name }, text: [`${cellText(name)} is revoked.`] };
};

const onlyOne = (tokens: readonly JsonObject[], wanted: string, now: number): JsonObject => {
  const exact = tokens.filter(({ id }) => id === wanted);
  const alike = tokens.filter((token) => tokenState(token, now) !== 'revoked' && isMeant(token, wanted));
  const [found, ...others] = exact.length > 0 ? exact : alike;
  if (!found) throw noSuchToken({ token: wanted });
  if (others.length === 0) return found;
  const candidates = alike.map(({ id, name }) => cellText(`${id} (${name})`));
  throw ambiguousToken({ token: wanted, candidates });
};

/** Tokens of one minute share the prefix that lists show, so more of the id does as well. */
const isMeant = ({ id, prefix, name }: JsonObject, wanted: string): boolean =>
  [prefix, name].includes(wanted) || (wanted.length > String(prefix).length && String(id).startsWith(wanted));
