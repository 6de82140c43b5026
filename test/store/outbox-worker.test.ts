import test from 'ava';
import { sql } from 'kysely';
import { likeWhole } from '../support/like-whole.ts';
import { deadPort, startMailServer } from './support/mail-server.ts';
import { outboxLab } from './support/outbox-lab.ts';
import { mailTo } from './support/way-out.ts';

const minute = 60_000;
const hour = 60 * minute;

test('a queued mail reaches its recipient with the link, in text and in HTML', async (t) => {
  const { outbox, queue, worker, rows, clock } = await outboxLab(t);
  const server = await startMailServer(t);
  worker(server.port).start();
  await clock.until(1);
  const id = await queue(mailTo('ada@example.com', { subject: 'Passwort für Grüezi' }));

  outbox.wake();
  await server.until(1);
  await clock.until(1);

  const [mail] = server.delivered;
  likeWhole(t, mail, {
    sender: 'agnes@example.com',
    recipients: ['ada@example.com'],
    subject: 'Passwort für Grüezi',
    isEncrypted: true,
  });
  t.is(mail?.headers.get('from'), 'Acme data <agnes@example.com>');
  t.is(mail?.headers.get('to'), 'ada@example.com');
  t.is(mail?.headers.get('message-id'), `<${id}@example.com>`);
  t.is(mail?.headers.get('auto-submitted'), 'auto-generated');
  t.true(mail?.text.includes('Set a password:\r\nhttps://agnes.example.com/setup?token=canary-4711\r\n'));
  t.regex(
    mail?.html ?? '',
    /href="https:&#x2F;&#x2F;agnes\.example\.com&#x2F;setup\?token&#x3D;canary-4711"/,
  );
  likeWhole(t, await rows(), [{ attempts: 1, last_error: null, sent_at: new Date(clock.now()) }]);
});

test('F45: while the mail server is down mails wait, and leave when it is back', async (t) => {
  const { queue, worker, rows, codes, conditions, clock } = await outboxLab(t);
  const port = await deadPort();
  await queue(mailTo('ada@example.com'));
  worker(port).start();
  await clock.until(1);
  const [condition] = await conditions.open();
  const [waiting] = await rows();

  const server = await startMailServer(t, { port });
  clock.advance(minute);
  await server.until(1);
  await clock.until(1);

  t.like(condition, { code: 'mail_down', severity: 'error' });
  t.regex(condition?.why ?? '', /^The mail server 127\.0\.0\.1:\d+ cannot be used: connect ECONNREFUSED/);
  t.like(waiting, { attempts: 1, sent_at: null, next_attempt_at: new Date(clock.now()) });
  t.deepEqual(await codes(), []);
});

test('attempts come further and further apart, up to an hour', async (t) => {
  const { queue, worker, rows, clock } = await outboxLab(t);
  await queue(mailTo('ada@example.com'));
  worker(await deadPort()).start();
  const waitAfterNext = async () => {
    await clock.until(1);
    const [row] = await rows();
    const wait = (row?.next_attempt_at.getTime() ?? 0) - clock.now();
    clock.advance(wait);
    return wait / minute;
  };

  const waits = [
    await waitAfterNext(),
    await waitAfterNext(),
    await waitAfterNext(),
    await waitAfterNext(),
    await waitAfterNext(),
    await waitAfterNext(),
    await waitAfterNext(),
    await waitAfterNext(),
  ];

  t.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
});

test('F45: after a day a mail is given up, said to administrators, and its link forgotten', async (t) => {
  const { queue, worker, rows, codes, clock } = await outboxLab(t);
  await queue(mailTo('ada@example.com'));
  worker(await deadPort()).start();
  await clock.until(1);

  clock.advance(24 * hour - 1);
  await clock.until(1);
  likeWhole(t, await rows(), [{ attempts: 2 }]);
  clock.advance(1);
  await clock.until(0);
  await clock.until(1);

  const [row] = await rows();
  t.like(row, { attempts: 3, sent_at: null });
  t.is(JSON.parse(row?.payload ?? '').link.url, '');
  t.deepEqual(await codes(), ['mail_down server', 'mail_failed ada@example.com']);
});

test('an address that the server refuses keeps nobody else waiting, and is no fault of the server', async (t) => {
  const { queue, worker, rows, codes, clock } = await outboxLab(t);
  const server = await startMailServer(t, { refuses: (recipient) => recipient.startsWith('gone') });
  await queue(mailTo('gone@example.com'));
  await queue(mailTo('ada@example.com'));

  worker(server.port).start();
  await clock.until(1);

  const [refused, sent] = await rows();
  t.is(refused?.sent_at, null);
  t.regex(
    refused?.last_error ?? '',
    /did not take the mail: it refuses the sender or the recipient \(550\)\.$/,
  );
  t.not(sent?.sent_at, null);
  t.deepEqual(await codes(), []);
});

test('a mail that somebody readdressed in the database is given up at once', async (t) => {
  const { store, queue, worker, rows, codes, clock } = await outboxLab(t);
  const server = await startMailServer(t);
  await queue(mailTo('ada@example.com'));
  await store.keep((tx) => sql`update outbox set recipient = 'eve@example.com'`.execute(tx));

  worker(server.port).start();
  await clock.until(1);

  t.deepEqual(server.delivered, []);
  likeWhole(t, await rows(), [{ attempts: 1, sent_at: null }]);
  t.deepEqual(await codes(), ['mail_failed eve@example.com']);
});
