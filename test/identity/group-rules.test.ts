import test from 'ava';
import { adminGroup } from '../../host/access/system-groups.ts';
import { groupRules } from '../../host/app/group-rules.ts';
import { broken, empty, ok, startSyncing } from './support/syncing.ts';

test('two addresses may stand for the system groups, in any capitals', async (t) => {
  const rule = { admin: 'Admins@Example.com', everyone: 'all@example.com' };
  const { directory, signIn, groups, access, ada } = await startSyncing(t, { rule });
  directory.answer = ok('admins@example.com', 'ALL@example.com', 'eu@example.com');

  await signIn();

  t.deepEqual(groups().toSorted(), ['Admin', 'Everyone', 'eu@example.com']);
  t.true(access.isAdmin(ada.id));
});

test('T75: a group of the provider that is called like a system group is another group', async (t) => {
  const { directory, signIn, access, ada } = await startSyncing(t);
  directory.answer = ok('Admin', 'everyone');

  await signIn();

  t.false(access.isAdmin(ada.id));
  t.false(access.groupsOf(ada.id).some(({ id, isSystem }) => isSystem || id === adminGroup.id));
});

test('with a prefix other groups do not count', async (t) => {
  const { directory, signIn, groups } = await startSyncing(t, { rule: { prefix: 'Agnes-' } });
  directory.answer = ok('agnes-sales@example.com', 'payroll@example.com');

  await signIn();

  t.deepEqual(groups(), ['agnes-sales@example.com']);
});

const isRefused = test.macro(async (t, answer: ReturnType<typeof ok>) => {
  const { directory, signIn, groups } = await startSyncing(t, { rule: { prefix: 'agnes-' } });
  directory.answer = ok('agnes-sales@example.com');
  await signIn();
  directory.answer = answer;

  await t.throwsAsync(signIn(), { code: 'not_in_allowed_group' });

  t.deepEqual(groups(), []);
});

test('with a prefix nobody comes in whose groups do not match', isRefused, ok('payroll@example.com'));
test('with a prefix nobody comes in who is in no group', isRefused, empty);

test('with a prefix an error lets in who was in before, and nobody else', async (t) => {
  const known = await startSyncing(t, { rule: { prefix: 'agnes-' } });
  known.directory.answer = ok('agnes-sales@example.com');
  await known.signIn();
  known.directory.answer = broken;
  const stranger = await startSyncing(t, { rule: { prefix: 'agnes-' } });
  stranger.directory.answer = broken;

  await t.notThrowsAsync(known.signIn());
  await t.throwsAsync(stranger.signIn(), { code: 'not_in_allowed_group' });
});

test('a prefix for a method that reads no groups lets nobody in', async (t) => {
  const { methods, signIn } = await startSyncing(t, { rule: { prefix: 'agnes-' } });
  Object.assign(methods[0] ?? {}, { groups: undefined });

  await t.throwsAsync(signIn(), { code: 'not_in_allowed_group' });
});

test('for Google the environment wins over the files, and blanks say nothing', (t) => {
  const auth = {
    allowed_domain: '',
    disabled_providers: [],
    groups: { google: { prefix: 'a-', admin: 'admins@example.com' }, 'oidc:acme': { prefix: ' ' } },
  };

  const rules = groupRules({ auth }, { AGNES_GOOGLE_GROUP_PREFIX: 'b-', AGNES_GROUP_ADMIN_EMAIL: '' });

  t.deepEqual(rules, { google: { prefix: 'b-', admin: 'admins@example.com' }, 'oidc:acme': {} });
});
