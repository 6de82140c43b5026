import { below } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { momentOf } from '../figures.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { choicesIn, scopeChoices, scopesInWords } from './scopes.ts';
import { isLive, stateTitles, type TokenEntry, tokenChip, tokenState, tokenStates } from './token-state.ts';

/** What the address asks for. */
interface TokensQuery {
  readonly status?: string | undefined;
  readonly sort?: string | undefined;
}

/** What is known when the page is made. */
export interface TokensFacts {
  readonly query: TokensQuery;
  readonly isAdmin: boolean;
  readonly now: number;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  /** The form as it was sent, when it is shown again. */
  readonly typed?: Readonly<Record<string, string>>;
}

const lives = [
  { value: '30', label: 'in 30 days' },
  { value: '90', label: 'in 90 days' },
  { value: '365', label: 'in a year' },
  { value: 'never', label: 'never' },
];

const sorts = [
  { value: 'newest', label: 'Newest first' },
  { value: 'used', label: 'Last used first' },
  { value: 'name', label: 'By name' },
  { value: 'ends', label: 'Ending soonest first' },
];

const fields = { blank_name: 'token-name', no_scope: 'token-scopes' };

/** What `tokens.mustache` is filled with. */
export const tokensView = (tokens: readonly TokenEntry[], facts: TokensFacts): object => {
  const { query, isAdmin, now, typed, refusal, done } = facts;
  const { status = '', sort = 'newest' } = query;
  const wanted = tokens.filter((token) => status === '' || tokenState(token, now) === status);
  return {
    done,
    refusal: refusalView(refusal, fields),
    typed: { name: typed?.['name'] ?? '' },
    lives: lives.map((life) => ({ ...life, checked: life.value === (typed?.['expires'] ?? '90') })),
    scopes: typed ? choicesIn(isAdmin, typed) : scopeChoices(isAdmin),
    statuses: [
      { value: '', label: 'Every state', selected: status === '' },
      ...tokenStates.map((value) => ({ value, label: stateTitles[value], selected: value === status })),
    ],
    sorts: sorts.map((one) => ({ ...one, selected: one.value === sort })),
    has_tokens: wanted.length > 0,
    tokens: wanted.toSorted(entryOf(orders, sort) ?? byNewest).map((token) => ownRow(token, now)),
    nothing:
      tokens.length === 0 ? 'You have no token yet. Make one above.' : 'No token of yours is in this state.',
  };
};

/** A token as a row of a list. */
export const tokenRow = (token: TokenEntry, now: number) => {
  const state = tokenState(token, now);
  return {
    name: token.name,
    isApplication: token.kind === 'oauth',
    prefix: token.prefix,
    state: tokenChip(state),
    may: scopesInWords(token.scopes),
    made: momentOf(token.created_at, now),
    used: momentOf(token.last_used_at, now),
    ends: momentOf(token.revoked_at ?? token.expires_at, now),
    isLive: isLive(state),
  };
};

const ownRow = (token: TokenEntry, now: number): object => {
  const row = tokenRow(token, now);
  return { ...row, revoke_action: row.isLive && below('/tokens', token.id, 'revoke') };
};

type Order = (a: TokenEntry, b: TokenEntry) => number;

const byText =
  (key: (token: TokenEntry) => string, direction: 1 | -1): Order =>
  (a, b) =>
    key(a) < key(b) ? -direction : direction;

const byNewest = byText(({ created_at }) => created_at, -1);

const orders: Readonly<Record<string, Order>> = {
  newest: byNewest,
  used: byText(({ last_used_at }) => last_used_at ?? '', -1),
  name: (a, b) => a.name.localeCompare(b.name),
  // What never ends comes after every date.
  ends: byText(({ expires_at }) => expires_at ?? '~', 1),
};
