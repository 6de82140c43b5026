import test from 'ava';
import { claimOf } from '../claim.ts';
import { settings } from './settings.ts';

const claims = {
  sub: '1001',
  email: 'ada@example.com',
  email_verified: true,
  name: 'Ada',
  hd: 'example.com',
};

test('the claims of an ID token say who it is', (t) => {
  t.deepEqual(claimOf(claims, settings()), {
    issuer: 'https://accounts.google.com',
    subject: '1001',
    email: 'ada@example.com',
    emailVerified: true,
    name: 'Ada',
    hd: 'example.com',
  });
});

test('T56: an address counts as verified only when Google says so', (t) => {
  t.like(claimOf({ ...claims, email_verified: undefined }, settings()), { emailVerified: false });
  t.like(claimOf({ ...claims, email_verified: 'true' }, settings()), { emailVerified: false });
});

test('an account without an address is refused with a word for it', (t) => {
  t.deepEqual(claimOf({ ...claims, email: undefined }, settings()), { reject: 'no_email' });
  t.deepEqual(claimOf({ ...claims, email: '' }, settings()), { reject: 'no_email' });
});

test('a token without a subject names nobody', (t) => {
  t.is(claimOf({ ...claims, sub: undefined }, settings()), undefined);
});

test('T56: with a hosted domain only accounts that it manages come in', (t) => {
  const hosted = settings({ hosted_domain: 'example.com' });
  const { hd: _, ...consumer } = claims;

  t.like(claimOf(claims, hosted), { email: 'ada@example.com' });
  t.deepEqual(claimOf({ ...claims, hd: 'evil.example' }, hosted), { reject: 'domain_not_allowed' });
  t.deepEqual(claimOf(consumer, hosted), { reject: 'domain_not_allowed' });
});
