import { addressOf, below } from '../address.ts';
import { countOf } from '../figures.ts';
import { pagerOf } from '../pager.ts';
import { stateTitles, type TokenEntry, tokenState, tokenStates } from '../tokens/token-state.ts';
import { tokenRow } from '../tokens/view.ts';

/** A token with its owner, as the API lists it for administrators. */
export interface OwnedTokenEntry extends TokenEntry {
  readonly user_id: string;
  readonly user_email: string | null;
  readonly last_used_ip: string | null;
}

/** What the address asks for. */
export interface AllTokensQuery {
  readonly status?: string | undefined;
  readonly q?: string | undefined;
  readonly page?: number | undefined;
}

const pageSize = 100;
const path = '/admin/tokens';

/** What `all-tokens.mustache` is filled with. */
export const allTokensView = (
  tokens: readonly OwnedTokenEntry[],
  { status = '', q = '', page = 1 }: AllTokensQuery,
  { now, done }: { now: number; done?: string | undefined },
): object => {
  const found = tokens.filter((token) => holds(token, q));
  const states = Map.groupBy(found, (token) => tokenState(token, now));
  const wanted = found.filter((token) => status === '' || tokenState(token, now) === status);
  const shown = wanted.slice((page - 1) * pageSize, page * pageSize);
  return {
    done,
    q,
    status,
    filtered: q !== '' || status !== '',
    counters: tokenStates.map((state) => ({
      href: addressOf(path, { status: state === status ? '' : state, q }),
      current: state === status,
      count: countOf(states.get(state)?.length ?? 0),
      label: stateTitles[state].toLowerCase(),
    })),
    has_tokens: shown.length > 0,
    tokens: shown.map((token) => rowOf(token, now)),
    nothing: tokens.length === 0 ? 'Nobody has made a token yet.' : 'No token fits.',
    pager: pagerOf({ page, pageSize, total: wanted.length, noun: 'token' }, (at) =>
      addressOf(path, { status, q, page: at }),
    ),
  };
};

const holds = ({ name, user_email }: OwnedTokenEntry, q: string): boolean =>
  `${name} ${user_email ?? ''}`.toLowerCase().includes(q.trim().toLowerCase());

const rowOf = (token: OwnedTokenEntry, now: number): object => {
  const row = tokenRow(token, now);
  return {
    ...row,
    ip: token.last_used_ip ?? '',
    owner: { href: below('/admin/users', token.user_id), email: token.user_email ?? token.user_id },
    revoke_action: row.isLive && below(path, token.id, 'revoke'),
  };
};
