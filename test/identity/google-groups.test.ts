import test, { type ExecutionContext } from 'ava';
import { redirectMethod, startBundled } from '../support/bundled-method.ts';
import { machineAccount, startGoogle } from '../support/google-stand-in.ts';

const ada = 'ada@example.com';
const admin = 'admin@example.com';

/** The plugin beside Google's services; `groupsOf` asks it for the groups of an address. */
const started = async (t: ExecutionContext, groups: object = {}, deps: { isDevelopment?: boolean } = {}) => {
  const google = await startGoogle(t);
  const settings = { client_id: 'agnes', groups, endpoints: google.endpoints };
  const { methods, logs } = await startBundled(t, 'agnes/auth-google', { settings, ...deps });
  const method = redirectMethod(methods, 'google');
  const claimOf = (email: string) => ({ issuer: 'x', subject: 's', email, emailVerified: true });
  return { google, method, logs, groupsOf: (email: string) => method.groups?.({ claim: claimOf(email) }) };
};

test('groups of groups are read to the last page, in lower case', async (t) => {
  const { google, groupsOf } = await started(t);
  google.put(ada, [
    'Sales@example.com',
    'all@example.com',
    'eu@example.com',
    'b@example.com',
    'c@example.com',
  ]);

  const answer = await groupsOf(ada);

  const groups = ['all@example.com', 'b@example.com', 'c@example.com', 'eu@example.com', 'sales@example.com'];
  t.deepEqual(answer, { kind: 'ok', groups });
  t.is(google.asked.filter((path) => path.includes(':searchTransitiveGroups')).length, 3);
});

test('each kind of groups is asked for, and the answers are united', async (t) => {
  const { google, groupsOf } = await started(t, { labels: ['groups.security'] });
  google.put(ada, ['sales@example.com', 'all@example.com']);
  google.put(ada, ['vault@example.com', 'all@example.com'], 'groups.security');

  const answer = await groupsOf(ada);

  t.deepEqual(answer, { kind: 'ok', groups: ['all@example.com', 'sales@example.com', 'vault@example.com'] });
});

test('T57: nobody in no group is an empty answer', async (t) => {
  const { groupsOf } = await started(t);

  t.deepEqual(await groupsOf(ada), { kind: 'empty' });
});

test('T57: a failing service is an error and never an empty answer', async (t) => {
  const { google, groupsOf } = await started(t);
  google.put(ada, ['sales@example.com']);
  google.answerWith(500);

  const answer = await groupsOf(ada);

  t.like(answer, { kind: 'error', reason: `${new URL(google.endpoints.directory).host} answered 500.` });
});

test('a refused search of groups of groups advises another source, and takes none by itself', async (t) => {
  const { google, groupsOf } = await started(t);
  google.answerWith(403);

  const answer = await groupsOf(ada);

  t.is(answer?.kind, 'error');
  t.regex(answer?.kind === 'error' ? answer.reason : '', /source to cloud_identity_direct or directory\.$/);
  t.false(google.asked.some((path) => /searchDirectGroups|directory/.test(path)));
});

test('groups somebody is in directly are another search', async (t) => {
  const { google, groupsOf } = await started(t, { source: 'cloud_identity_direct' });
  google.put(ada, ['sales@example.com']);

  t.deepEqual(await groupsOf(ada), { kind: 'ok', groups: ['sales@example.com'] });
  t.true(google.asked.some((path) => path.includes(':searchDirectGroups')));
});

test('the directory is asked in the name of an administrator', async (t) => {
  const { google, groupsOf } = await started(t, { source: 'directory', subject: admin });
  google.put(ada, ['Sales@example.com', 'all@example.com', 'eu@example.com']);

  const answer = await groupsOf(ada);

  t.deepEqual(answer, { kind: 'ok', groups: ['all@example.com', 'eu@example.com', 'sales@example.com'] });
  t.like(google.signed[0], { iss: machineAccount, sub: admin });
});

test('the directory without an administrator says what to set', async (t) => {
  const { google, groupsOf } = await started(t, { source: 'directory' });

  const answer = await groupsOf(ada);

  t.regex(answer?.kind === 'error' ? answer.reason : '', /set GOOGLE_ADMIN_SDK_SUBJECT/);
  t.deepEqual(google.asked, []);
});

test('somebody whom the directory does not know is an error: nothing says that they left their groups', async (t) => {
  const { groupsOf } = await started(t, { source: 'directory', subject: admin });

  t.like(await groupsOf('nobody@example.com'), { kind: 'error' });
});

test('a quote in an address stays part of the address', async (t) => {
  const { google, groupsOf } = await started(t);
  google.put("o'neil@example.com", ['sales@example.com']);

  t.deepEqual(await groupsOf("o'neil@example.com"), { kind: 'ok', groups: ['sales@example.com'] });
});

const isRefused = test.macro(async (t, email: string) => {
  const { google, groupsOf } = await started(t);

  const answer = await groupsOf(email);

  t.like(answer, { kind: 'error' });
  t.deepEqual(google.asked, []);
});

test('an address that would end the expression is never sent', isRefused, `x' || 'a' == 'a@example.com`);
test('an address with a backslash is never sent', isRefused, `x\\'@example.com`);
test('an address with a line break is never sent', isRefused, 'x\n@example.com');
test('an address without a domain is never sent', isRefused, 'x');

test('one access token serves many questions, asked at once too', async (t) => {
  const { google, groupsOf } = await started(t, { service_account: 'reader@project.iam.example.com' });

  await Promise.all([groupsOf(ada), groupsOf('bob@example.com')]);
  await groupsOf('cy@example.com');

  t.is(google.signed.length, 1);
  t.like(google.signed[0], { iss: 'reader@project.iam.example.com', aud: google.endpoints.oauth_token });
});

test('a token that is refused is asked for anew the next time', async (t) => {
  const { google, groupsOf } = await started(t);
  google.answerWith(401);
  await groupsOf(ada);
  google.answerWith(200);

  t.deepEqual(await groupsOf(ada), { kind: 'empty' });
  t.is(google.signed.length, 2);
});

test('without groups to read there is nothing to ask for', async (t) => {
  const { method } = await started(t, { source: 'off' });

  t.is(method.groups, undefined);
  t.is(method.groupsAtAnyTime, undefined);
});

test('made-up groups count on the machine of a developer', async (t) => {
  const { google, groupsOf } = await started(
    t,
    { mock: 'B@example.com, a@example.com' },
    { isDevelopment: true },
  );

  t.deepEqual(await groupsOf(ada), { kind: 'ok', groups: ['a@example.com', 'b@example.com'] });
  t.deepEqual(google.asked, []);
});

test('made-up groups that are empty are no groups', async (t) => {
  const { groupsOf } = await started(t, { mock: '' }, { isDevelopment: true });

  t.deepEqual(await groupsOf(ada), { kind: 'empty' });
});

test('made-up groups count nowhere else', async (t) => {
  const { google, groupsOf, logs } = await started(t, { mock: 'admins@example.com' });
  google.put(ada, ['sales@example.com']);

  t.deepEqual(await groupsOf(ada), { kind: 'ok', groups: ['sales@example.com'] });
  t.regex(logs.join('\n'), /GOOGLE_ADMIN_SDK_MOCK_GROUPS is ignored/);
});

test('off Google Cloud the answer says that there is no service account', async (t) => {
  const google = await startGoogle(t);
  const endpoints = { ...google.endpoints, metadata: google.endpoints.directory };
  const { methods } = await startBundled(t, 'agnes/auth-google', { settings: { endpoints } });
  const claim = { issuer: 'x', subject: 's', email: ada, emailVerified: true };

  const answer = await redirectMethod(methods, 'google').groups?.({ claim });

  t.regex(
    answer?.kind === 'error' ? answer.reason : '',
    /^The metadata service does not name a service account/,
  );
});
