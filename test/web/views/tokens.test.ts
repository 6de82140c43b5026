import test from 'ava';
import { allTokensView } from '../../../host/web/all-tokens/view.ts';
import { scopeChoices, scopesIn, scopesInWords } from '../../../host/web/tokens/scopes.ts';
import { tokenState } from '../../../host/web/tokens/token-state.ts';
import { tokensView } from '../../../host/web/tokens/view.ts';
import { likeWhole } from '../../support/like-whole.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

const token = (id: string, fields: object = {}) => ({
  id,
  name: id,
  kind: 'pat' as const,
  prefix: id.slice(0, 8),
  created_at: '2026-02-01T00:00:00Z',
  expires_at: null,
  last_used_at: null,
  revoked_at: null,
  scopes: null,
  ...fields,
});

const tokens = [
  token('b', { created_at: '2026-02-03T00:00:00Z', expires_at: '2026-03-05T00:00:00Z' }),
  token('a', { expires_at: '2026-02-05T00:00:00Z', last_used_at: '2026-02-04T00:00:00Z' }),
  token('c', { created_at: '2026-02-02T00:00:00Z', revoked_at: '2026-02-20T00:00:00Z' }),
];

/** Names of the rows, in order. */
const namesIn = (view: object): readonly unknown[] =>
  (view as { tokens: readonly { name: string }[] }).tokens.map(({ name }) => name);

test('a token is active, expiring in its last week, expired, or revoked', (t) => {
  t.deepEqual(
    [...tokens, token('d', { expires_at: '2026-03-09T00:00:00Z' }), token('e')].map((one) =>
      tokenState(one, now),
    ),
    ['expiring', 'expired', 'revoked', 'active', 'active'],
  );
});

test('tokens are narrowed by state and put in the order asked for', (t) => {
  const namesFor = (query: object) => namesIn(tokensView(tokens, { query, isAdmin: false, now }));

  t.deepEqual(namesFor({}), ['b', 'c', 'a']);
  t.deepEqual(namesFor({ sort: 'name' }), ['a', 'b', 'c']);
  t.deepEqual(namesFor({ sort: 'used' })[0], 'a');
  t.deepEqual(namesFor({ sort: 'ends' }), ['a', 'b', 'c']);
  t.deepEqual(namesFor({ status: 'revoked' }), ['c']);
  t.deepEqual(namesFor({ status: 'active' }), []);
});

test('a list without tokens says what to do, or that none fits', (t) => {
  t.like(tokensView([], { query: {}, isAdmin: false, now }), {
    has_tokens: false,
    nothing: 'You have no token yet. Make one above.',
  });
  t.like(tokensView(tokens, { query: { status: 'active' }, isAdmin: false, now }), {
    nothing: 'No token of yours is in this state.',
  });
});

test('only administrators are offered to administer, and all rights are ticked by hand alone', (t) => {
  const offered = (isAdmin: boolean) => scopeChoices(isAdmin).map((one) => (one as { name: string }).name);

  t.deepEqual(offered(false), ['scope_read', 'scope_sync', 'scope_marketplace', 'scope_all']);
  t.true(offered(true).includes('scope_admin'));
  t.deepEqual(scopesIn({ scope_sync: 'on' }), ['sync']);
  t.deepEqual(scopesIn({}), []);
  t.is(scopesIn({ scope_read: 'on', scope_all: 'on' }), 'all');
  t.is(scopesInWords(['read', 'admin']), 'read, administer');
  t.is(scopesInWords(null), 'everything its owner may');
});

test('tokens of everybody are counted by state within what was searched', (t) => {
  const owned = tokens.map((one) => ({
    ...one,
    user_id: 'u1',
    user_email: one.name === 'a' ? 'ada@example.com' : 'bob@example.com',
    last_used_ip: null,
  }));

  const view = allTokensView(owned, { q: 'BOB', status: 'expiring' }, { now });

  t.deepEqual(namesIn(view), ['b']);
  likeWhole(t, view, {
    counters: [
      { count: '0' },
      { count: '1', current: true, href: '/admin/tokens?q=BOB' },
      { count: '0' },
      { count: '1' },
    ],
  });
});
