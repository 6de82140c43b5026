import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import type { KyselyPlugin, RootOperationNode } from 'kysely';
import { linkSeal } from '../../host/store/outbox/link-seal.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { outboxLab } from './support/outbox-lab.ts';
import { mailTo } from './support/way-out.ts';

test('a mail is queued in the transaction of the change, and gone with it', async (t) => {
  const { store, outbox, rows } = await outboxLab(t);

  const lost = store.keep(async (tx) => {
    await outbox.queue(tx, mailTo('lost@example.com'));
    throw new RangeError('no');
  });
  await t.throwsAsync(lost, { instanceOf: RangeError });
  const id = await store.keep((tx) => outbox.queue(tx, mailTo('ada@example.com')));

  const [row, ...others] = await rows();
  t.deepEqual(others, []);
  t.like(row, { id, channel: 'mail', recipient: 'ada@example.com', template: 'message', attempts: 0 });
  t.is(row?.sent_at, null);
});

test('T44: the link of a mail that waits cannot be read in the database', async (t) => {
  const { folder, queue, outbox, rows, store } = await outboxLab(t);
  await queue(mailTo('ada@example.com'));

  const [row] = await rows();
  await store[Symbol.asyncDispose]();
  const bytes = await readFile(join(folder, 'system.duckdb'));

  t.false(row?.payload.includes('canary-4711'));
  t.true(bytes.includes('ada@example.com'));
  t.false(bytes.includes('canary-4711'));
  t.is(row && outbox.mailOf(row).link?.url, 'https://agnes.example.com/setup?token=canary-4711');
});

test('a link opens for the mail it was sealed for and for no other', async (t) => {
  const { queue, outbox, rows } = await outboxLab(t);
  await queue(mailTo('ada@example.com'));
  await queue(mailTo('bob@example.com'));
  const [ada, bob] = await rows();

  const readdressed = () => ada && outbox.mailOf({ ...ada, recipient: 'eve@example.com' });
  const exchanged = () => ada && bob && outbox.mailOf({ ...ada, payload: bob.payload });
  const broken = () =>
    ada && outbox.mailOf({ ...ada, payload: '{"body":[],"link":{"label":"x","url":"AA"}}' });

  t.throws(readdressed, { name: 'link_unreadable' });
  t.throws(exchanged, { name: 'link_unreadable' });
  t.throws(broken, { name: 'link_unreadable' });
});

test('a decoy costs the same statements, writes as much, and is never sent', async (t) => {
  const { store, outbox, clock, rows } = await outboxLab(t);
  const seen: string[] = [];
  const recorder: KyselyPlugin = {
    transformQuery: ({ node }) => {
      seen.push(shapeOf(node));
      return node;
    },
    transformResult: async ({ result }) => result,
  };

  await store.keep((tx) => outbox.queue(tx.withPlugin(recorder), mailTo('ada@example.com')));
  await store.keep((tx) => outbox.queueDecoy(tx.withPlugin(recorder)));

  const [mail, decoy] = await rows();
  t.is(seen.length, 2);
  t.is(seen[0], seen[1]);
  t.deepEqual(decoy?.sent_at, new Date(clock.now()));
  t.is(decoy?.recipient, 'nobody@agnes.invalid');
  const [long = 0, short = 0] = [mail?.payload.length, decoy?.payload.length];
  t.true(Math.abs(long - short) < 150);
});

/** A statement without its values. */
const shapeOf = (node: RootOperationNode): string =>
  JSON.stringify(node, (key, value: unknown) =>
    key === 'values' && Array.isArray(value) ? value.length : value,
  );

const isRefused = test.macro({
  title: (_, recipient: string) => `T43: ${JSON.stringify(recipient)} is not one plain address`,
  exec: async (t, recipient: string) => {
    const { queue, rows } = await outboxLab(t);

    await t.throwsAsync(() => queue(mailTo(recipient)), { name: 'recipient_invalid' });

    t.deepEqual(await rows(), []);
  },
});

test(isRefused, 'ada@example.com,eve@example.com');
test(isRefused, 'ada@example.com eve@example.com');
test(isRefused, 'Ada <ada@example.com>');
test(isRefused, '"eve@evil.example x"@example.com');
test(isRefused, 'ada@example.com\r\nBcc: eve@example.com');
test(isRefused, 'group:ada@example.com;');
test(isRefused, 'nobody');
test(isRefused, '');

test('line ends in a mail become blanks', async (t) => {
  const { queue, outbox, rows } = await outboxLab(t);
  const special = { subject: 'Hi\r\nBcc: eve@example.com', heading: 'Wel\u2028come', body: ['a\n\tb'] };

  await queue(mailTo('ada@example.com', special));

  const [row] = await rows();
  likeWhole(t, row && outbox.mailOf(row), {
    subject: 'Hi Bcc: eve@example.com',
    heading: 'Wel come',
    body: ['a b'],
  });
});

test('the key of links is made once, readable by its owner only', async (t) => {
  const folder = await tempFolder(t);

  const first = await linkSeal(folder);
  const second = await linkSeal(folder);

  const owner = { id: '1', recipient: 'ada@example.com' };
  t.is(second.open(first.seal('https://x', owner), owner), 'https://x');
  t.is((await stat(join(folder, 'outbox-key'))).mode & 0o777, 0o600);
  t.deepEqual(await readdir(folder), ['outbox-key']);
});

test('a key that was damaged is refused, not replaced', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'outbox-key'), 'short');

  await t.throwsAsync(() => linkSeal(folder), { name: 'outbox_key_invalid' });
  t.is(await readFile(join(folder, 'outbox-key'), 'utf8'), 'short');
});
