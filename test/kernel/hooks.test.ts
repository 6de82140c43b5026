import { UpstreamError } from '@agnes/sdk';
import test from 'ava';
import { createHooks } from '../../host/kernel/hooks.ts';

const claim = { issuer: 'i', subject: 's', email: 'a@example.com', emailVerified: true };
const credential = { scheme: 'bearer', value: 'x' } as const;
const source = { slug: 'shop', type: 'files' };
const plan = { source, tables: [{ id: 't1', name: 'orders', maxRows: 9 }] };
const staged = { source, table: { id: 't1', name: 'orders' }, rows: 1, sizeBytes: 1, columns: [] };
const rebuilt = { generation: 1, changed: [], removed: [], failed: [], tables: [] };
const finding = (code: string) => ({ severity: 'info', code, message: code }) as const;
const failed = { ok: false, error: UpstreamError({ reason: 'down' }) } as const;

test('observers are told one after another, and one that fails stops nobody', async (t) => {
  const { afterRebuild } = createHooks();
  const told: string[] = [];
  const tell = (name: string) => async () => {
    told.push(`${name} starts`);
    await Promise.resolve();
    told.push(`${name} ends`);
    return { ok: true, value: undefined } as const;
  };
  afterRebuild.tap('acme/a', tell('a'));
  afterRebuild.tap('acme/b', async () => failed);
  afterRebuild.tap('acme/c', tell('c'));

  const observed = await afterRebuild.call(rebuilt);

  t.deepEqual(told, ['a starts', 'a ends', 'c starts', 'c ends']);
  t.deepEqual(observed, [
    { plugin: 'acme/a' },
    { plugin: 'acme/b', error: failed.error },
    { plugin: 'acme/c' },
  ]);
});

test('what is collected names the plugin it is from, and a failure keeps nothing of the others back', async (t) => {
  const { afterExtract } = createHooks();
  afterExtract.tap('acme/a', async () => ({ ok: true, value: [finding('one'), finding('two')] }));
  afterExtract.tap('acme/b', async () => failed);
  afterExtract.tap('acme/c', async () => ({ ok: true, value: [] }));

  const collected = await afterExtract.call(staged);

  t.deepEqual(collected, [
    { plugin: 'acme/a', items: [finding('one'), finding('two')] },
    { plugin: 'acme/b', error: failed.error },
    { plugin: 'acme/c', items: [] },
  ]);
});

test('the first answer wins, in the order of taps, and nobody after it is asked', async (t) => {
  const { resolveUser } = createHooks();
  const asked: string[] = [];
  const answer = (name: string, value: typeof claim | undefined) => async () => {
    asked.push(name);
    return { ok: true, value } as const;
  };
  resolveUser.tap('acme/a', answer('a', undefined));
  resolveUser.tap('acme/b', answer('b', claim));
  resolveUser.tap('acme/c', answer('c', { ...claim, subject: 'other' }));

  const answered = await resolveUser.call(credential);

  t.deepEqual(answered, { plugin: 'acme/b', answer: claim });
  t.deepEqual(asked, ['a', 'b']);
});

test('a bail ends with the error of the first tap that fails', async (t) => {
  const { resolveUser } = createHooks();
  resolveUser.tap('acme/a', async () => failed);
  resolveUser.tap('acme/b', async () => ({ ok: true, value: claim }));

  await t.throwsAsync(resolveUser.call(credential), { is: failed.error });
});

test('a bail that nobody answers is nothing', async (t) => {
  t.is(await createHooks().resolveUser.call(credential), undefined);
});

test('each tap of a waterfall gets what the one before returned, and nothing leaves it as it is', async (t) => {
  const { beforeExtract } = createHooks();
  const seen: unknown[] = [];
  beforeExtract.tap('acme/a', async () => ({ ok: true, value: { source, tables: [] } }));
  beforeExtract.tap('acme/b', async (input) => {
    seen.push(input.tables);
    return { ok: true, value: undefined };
  });

  const after = await beforeExtract.call(plan);

  t.deepEqual(seen, [[]]);
  t.deepEqual(after, { source, tables: [] });
});

test('every call of a hook has its own record', async (t) => {
  const { afterRebuild } = createHooks();
  afterRebuild.tap('acme/a', async () => ({ ok: true, value: undefined }));
  await afterRebuild.call(rebuilt);

  t.is((await afterRebuild.call(rebuilt)).length, 1);
});
