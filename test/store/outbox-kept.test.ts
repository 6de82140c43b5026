import { once } from 'node:events';
import test from 'ava';
import { sql } from 'kysely';
import type { SystemStore } from '../../host/store/system-store.ts';
import { likeWhole } from '../support/like-whole.ts';
import { startMailServer, startSilentServer } from './support/mail-server.ts';
import { outboxLab } from './support/outbox-lab.ts';
import { mailTo } from './support/way-out.ts';

const hour = 3_600_000;

test('T44: the link of a mail that was sent is gone from the database', async (t) => {
  const { outbox, queue, worker, rows, clock } = await outboxLab(t);
  const server = await startMailServer(t);
  await queue(mailTo('ada@example.com'));
  worker(server.port).start();

  await server.until(1);
  await clock.until(1);

  const [row] = await rows();
  t.deepEqual(JSON.parse(row?.payload ?? ''), {
    subject: 'Set your password',
    heading: 'Welcome',
    body: ['An administrator made an account for you.'],
    link: { label: 'Set a password', url: '' },
  });
  t.throws(() => row && outbox.mailOf(row), { name: 'link_unreadable' });
});

test('what an earlier process left is sent, once and in its order; a decoy is not', async (t) => {
  const { store, outbox, queue, worker, clock } = await outboxLab(t);
  const server = await startMailServer(t);
  await queue(mailTo('1@example.com'));
  await store.keep((tx) => outbox.queueDecoy(tx));
  await queue(mailTo('2@example.com'));
  await queue(mailTo('3@example.com'));

  worker(server.port).start();
  await clock.until(1);

  t.deepEqual(
    server.delivered.map(({ recipients }) => recipients),
    [['1@example.com'], ['2@example.com'], ['3@example.com']],
  );
});

test('a mail that was taken but could not be marked is marked later, not sent again', async (t) => {
  const { store, queue, worker, rows, clock } = await outboxLab(t);
  const server = await startMailServer(t);
  await queue(mailTo('ada@example.com'));
  let failures = 0;
  const flaky: SystemStore = {
    read: store.read,
    write: (intent, fn) => store.write(intent, fn),
    keep: async (fn) => {
      if (server.delivered.length === 1 && failures++ < 2) throw new RangeError('no space');
      return store.keep(fn);
    },
    revision: (tables) => store.revision(tables),
    [Symbol.asyncDispose]: async () => undefined,
  };
  worker(server.port, flaky).start();
  await clock.until(1);
  likeWhole(t, await rows(), [{ sent_at: null }]);

  clock.advance(5_000);
  await clock.until(1);
  clock.advance(5_000);
  await clock.until(1);

  likeWhole(t, await rows(), [{ attempts: 1, sent_at: new Date(clock.now()) }]);
  t.is(server.delivered.length, 1);
});

test('a worker that is stopped lets go of the server at once, and the mail waits for the next one', async (t) => {
  const { queue, worker, rows, clock } = await outboxLab(t);
  const silent = await startSilentServer(t);
  await queue(mailTo('ada@example.com'));
  const stopped = worker(silent.port);
  stopped.start();
  const closed = once(await silent.called, 'close');

  await stopped[Symbol.asyncDispose]();
  await closed;

  t.is(clock.left, 0);
  likeWhole(t, await rows(), [{ attempts: 0, sent_at: null }]);
});

test('what was sent or given up a month ago is removed within the hour; what waits stays', async (t) => {
  const { store, outbox, queue, worker, rows, codes, clock } = await outboxLab(t);
  const server = await startMailServer(t);
  await queue(mailTo('1@example.com'));
  await queue(mailTo('2@example.com'));
  await store.keep((tx) =>
    sql`update outbox set recipient = 'eve@example.com' where recipient like '2%'`.execute(tx),
  );
  worker(server.port).start();
  await clock.until(1);
  await store.keep((tx) => outbox.queueDecoy(tx));

  clock.advance(30 * 24 * hour);
  await clock.until(0);
  await clock.until(1);
  t.is((await rows()).length, 3);
  clock.advance(hour);
  await clock.until(0);
  await clock.until(1);

  t.deepEqual(await rows(), []);
  t.deepEqual(await codes(), []);
});

test('a mail that waited while the host was off for a month is still sent', async (t) => {
  const { queue, worker, clock } = await outboxLab(t);
  const server = await startMailServer(t);
  await queue(mailTo('ada@example.com'));
  clock.advance(31 * 24 * hour);

  worker(server.port).start();
  await clock.until(1);

  t.is(server.delivered.length, 1);
});
