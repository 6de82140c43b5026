import test from 'ava';
import { claimOf } from '../claim.ts';
import { groupsIn } from '../groups.ts';

const strict = { issuer: 'https://login.example.com', require_email_verified: true };
const claims = { sub: 'u1', email: 'ada@example.com', email_verified: true, name: 'Ada' };

test('the claims of an ID token say who it is, under the issuer of the settings', (t) => {
  t.deepEqual(claimOf({ ...claims, iss: 'https://other.example.com' }, strict), {
    issuer: 'https://login.example.com',
    subject: 'u1',
    email: 'ada@example.com',
    emailVerified: true,
    name: 'Ada',
  });
});

test('T56: an address counts as verified when the provider says so, or is trusted with it', (t) => {
  const silent = { ...claims, email_verified: undefined };

  t.like(claimOf(silent, strict), { emailVerified: false });
  t.like(claimOf(silent, { ...strict, require_email_verified: false }), { emailVerified: true });
});

test('an account without an address is refused with a word for it', (t) => {
  t.deepEqual(claimOf({ ...claims, email: 7 }, strict), { reject: 'no_email' });
});

test('T57: a claim that is absent, one that is empty and one that is no list are three things', (t) => {
  t.like(groupsIn(undefined, 'groups'), { kind: 'error' });
  t.deepEqual(groupsIn([], 'groups'), { kind: 'empty' });
  t.like(groupsIn('Sales', 'groups'), { kind: 'error' });
  t.deepEqual(groupsIn(['Sales'], 'groups'), { kind: 'ok', groups: ['Sales'] });
});
