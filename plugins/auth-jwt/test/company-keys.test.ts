import test from 'ava';
import { companyKeys } from '../company-keys.ts';
import { claimReader } from '../read-claim.ts';
import { http, startProvider } from './identity-provider.ts';

const expected = { issuer: 'https://login.example.com', audience: 'agnes', log: () => undefined };
const claims = {
  iss: expected.issuer,
  aud: expected.audience,
  sub: 'u1',
  email: 'ada@example.com',
  exp: Math.floor(Date.now() / 1000) + 3600,
};
const minute = 60_000;

test('a key that appeared after the last reading is fetched', async (t) => {
  let now = 0;
  const provider = await startProvider(t);
  const keys = companyKeys({ http, url: provider.url, now: () => now });
  const claimOf = claimReader({ ...expected, keys });
  await claimOf(await provider.sign(claims));
  await provider.rotate();
  now = minute;

  const claim = await claimOf(await provider.sign(claims));

  t.like(claim, { subject: 'u1' });
});

test('unknown key ids read the keys at most once a minute', async (t) => {
  const provider = await startProvider(t);
  const keys = companyKeys({ http, url: provider.url, now: () => 0 });
  const claimOf = claimReader({ ...expected, keys });
  await claimOf(await provider.sign(claims));
  await provider.rotate();
  const unknown = await provider.sign(claims);

  t.is(await claimOf(unknown), undefined);
  t.is(await claimOf(unknown), undefined);

  t.is(provider.reads(), 1);
});

test('keys are read anew after ten minutes', async (t) => {
  let now = 0;
  const provider = await startProvider(t);
  const keys = companyKeys({ http, url: provider.url, now: () => now });
  await keys.current();
  now = 10 * minute - 1;
  await keys.current();
  t.is(provider.reads(), 1);
  now = 10 * minute;

  await keys.current();

  t.is(provider.reads(), 2);
});

test('an answer that is no key set is told as the fault of the provider', async (t) => {
  const answer = { status: 200, headers: {}, text: '{"keys":"none"}' };
  const keys = companyKeys({
    http: { fetch: async () => answer },
    url: 'https://login.example.com/keys',
    now: () => 0,
  });

  await t.throwsAsync(() => keys.current(), { code: 'upstream_error' });
});
