import type { Outcome } from '../command.ts';
import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import { objectsOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { cellText } from '../terminal/text-table.ts';
import { someRefused } from './errors.ts';
import { idsOf } from './ids.ts';

/** What an administrator can decide about an item. */
export type Verb = 'approve' | 'reject' | 'mandate' | 'revoke';

interface Called {
  readonly input: Input;
  readonly session: Session;
}

/** Decides about one item, or about several in one go. */
export const decide = async (verb: Verb, { input, session }: Called): Promise<Outcome> => {
  const ids = idsOf(input);
  const [id = ''] = ids;
  const said = saidIn(input);
  if (ids.length > 1) return decideAll(verb, { ids, said, input }, session);
  const query = new URLSearchParams({ item_id: id, ...(input.on('force') && { force: 'true' }) });
  const path = `/api/memory/admin/${verb}?${query}`;
  const answer = await (await session.http()).object({ method: 'POST', path, body: said });
  const audience = answer['audience'] ? ` for ${cellText(answer['audience'])}` : '';
  return { data: answer, text: [`${cellText(answer['id'])} is ${cellText(answer['status'])}${audience}.`] };
};

interface Several {
  readonly ids: readonly string[];
  readonly said: Readonly<Record<string, string>>;
  readonly input: Input;
}

const decideAll = async (verb: Verb, { ids, said, input }: Several, session: Session): Promise<Outcome> => {
  if (input.on('force'))
    throw badUsage({ reason: '--force goes with one item.', hint: `agnes admin memory ${verb} ID --force` });
  const body = { item_ids: ids, action: verb, ...said };
  const http = await session.http();
  const answer = await http.object({ method: 'POST', path: '/api/memory/admin/batch', body });
  const done = listOf(answer['success']);
  const missing = listOf(answer['not_found']).map((id) => `${id}: there is no such item`);
  const refused = objectsOf(answer['refused']).map(
    (one) => `${cellText(one['id'])}: it is ${cellText(one['status'])}`,
  );
  const left = [...missing, ...refused];
  return {
    data: answer,
    text: [...done.map((id) => `${id}: done`), ...left],
    ...(left.length > 0 && { failure: someRefused({ refused: left.length, verb }) }),
  };
};

const saidIn = (input: Input): Readonly<Record<string, string>> => {
  const [reason, audience] = [input.text('reason'), input.text('audience')];
  return { ...(reason !== undefined && { reason }), ...(audience !== undefined && { audience }) };
};

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(cellText) : []);
