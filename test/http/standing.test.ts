import { once } from 'node:events';
import { Readable } from 'node:stream';
import { Type } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import type { Principal } from '../../host/http/principal.ts';
import { reply } from '../../host/http/reply.ts';
import { Standing } from '../../host/http/standing.ts';
import { ManualClock } from '../jobs/manual-clock.ts';
import { guardedServer } from '../support/guarded-server.ts';

const ada = { userId: 'ada', email: 'ada@x', isAdmin: false, kind: 'session', tokenId: 's1' } as const;
const bob = { userId: 'bob', email: 'bob@x', isAdmin: false, kind: 'pat', tokenId: 't1' } as const;

interface Work {
  readonly begun: PromiseWithResolvers<void>;
  readonly aborted: PromiseWithResolvers<void>;
}

/** A stream that tells its first line and then nothing, and work that never ends by itself. */
const operationsOf = ({ begun, aborted }: Work) =>
  bind(
    [
      operation({
        id: 'test.stream',
        route: 'GET /api/stream',
        summary: 'Stream.',
        who: 'user',
        result: Type.Object({}),
        run: async () => {
          const source = new Readable({ read: () => undefined });
          source.push('first\n');
          return reply({ stream: { type: 'text/event-stream', source } });
        },
      }),
      operation({
        id: 'test.work',
        route: 'POST /api/work',
        summary: 'Work.',
        who: 'user',
        result: Type.Object({}),
        run: async ({ request }) => {
          const gone = once(request.signal, 'abort');
          begun.resolve();
          await gone;
          aborted.resolve();
          return {};
        },
      }),
      operation({
        id: 'test.short',
        route: 'GET /api/short',
        summary: 'Short.',
        who: 'user',
        result: Type.Object({}),
        run: async () => ({ done: true }),
      }),
    ],
    {},
  );

const served = async (t: ExecutionContext) => {
  const clock = new ManualClock();
  const asked: Principal[] = [];
  const ended = new Set<string>();
  const work = { begun: Promise.withResolvers<void>(), aborted: Promise.withResolvers<void>() };
  const failing = { is: false };
  const standing = new Standing({
    timers: clock,
    stands: async (principal) => {
      asked.push(principal);
      if (failing.is) throw new Error('the database is away');
      return !ended.has(principal.userId);
    },
  });
  const { url } = await guardedServer(t, {
    operations: operationsOf(work),
    people: { ada, bob },
    standing,
  });
  const open = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/api/stream`, { headers });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    return { next: async () => (await reader?.read())?.done };
  };
  return { url, clock, asked, ended, work, failing, open };
};

/** Lets what the clock has set off ask and answer. */
const settled = (clock: ManualClock) => clock.until(1);

test('a stream ends within two seconds after its credential, and nobody else notices', async (t) => {
  const { clock, ended, open } = await served(t);
  const [own, other] = [await open('ada'), await open('bob')];
  clock.advance(2_000);
  await settled(clock);

  ended.add('ada');
  clock.advance(2_000);

  await t.throwsAsync(own.next, { message: /terminated/ });
  await settled(clock);
  t.is(clock.left, 1);
  ended.add('bob');
  clock.advance(2_000);
  await t.throwsAsync(other.next, { message: /terminated/ });
});

test('work that has not answered yet is told by its signal, and its caller by the connection', async (t) => {
  const { url, clock, ended, work } = await served(t);
  const answer = fetch(`${url}/api/work`, { method: 'POST', headers: { authorization: 'Bearer ada' } });
  await work.begun.promise;

  ended.add('ada');
  clock.advance(2_000);

  await t.throwsAsync(answer, { message: 'fetch failed' });
  await t.notThrowsAsync(work.aborted.promise);
});

test('one credential is asked about once at a time, however many requests it has', async (t) => {
  const { clock, asked, open } = await served(t);
  await Promise.all([open('ada'), open('ada'), open('ada'), open('bob')]);

  clock.advance(2_000);
  await settled(clock);

  t.deepEqual(asked.map(({ userId }) => userId).sort(), ['ada', 'bob']);
});

test('nobody is cut off because the host itself cannot tell', async (t) => {
  const { clock, ended, failing, open } = await served(t);
  const own = await open('ada');
  failing.is = true;
  clock.advance(2_000);
  await settled(clock);

  failing.is = false;
  ended.add('ada');
  clock.advance(2_000);

  await t.throwsAsync(own.next, { message: /terminated/ });
});

test('what has been answered leaves no timer behind and is never asked about', async (t) => {
  const { url, clock, asked } = await served(t);
  const headers = { authorization: 'Bearer ada' };

  const answers = Array.from({ length: 50 }, async () =>
    (await fetch(`${url}/api/short`, { headers })).text(),
  );
  await Promise.all(answers);
  await clock.until(0);

  t.deepEqual(asked, []);
});

test('a reader who leaves takes the timer along', async (t) => {
  const { url, clock } = await served(t);
  const leave = new AbortController();
  const response = await fetch(`${url}/api/stream`, {
    headers: { authorization: 'Bearer ada' },
    signal: leave.signal,
  });
  await clock.until(1);

  leave.abort();
  await clock.until(0);

  t.is(response.status, 200);
});
