import test from 'ava';
import { Turns } from '../../host/query/turns.ts';

const patient = new AbortController().signal;

test('beyond those running and waiting a user is refused, and told how many there are', async (t) => {
  const turns = new Turns({ running: 1, waiting: 1 });
  await turns.take('ada', patient);
  void turns.take('ada', patient);

  const error = await t.throwsAsync(turns.take('ada', patient), { code: 'concurrent_slot_exceeded' });

  t.like(error, {
    kind: 'rate_limited',
    details: { detail: { kind: 'concurrent_queries', current: 2, limit: 2 }, retry_after_seconds: 5 },
  });
});

test('T32: one user does not stand in the way of another', async (t) => {
  const turns = new Turns({ running: 1, waiting: 0 });
  await turns.take('ada', patient);

  await t.notThrowsAsync(turns.take('eve', patient));
});

test('a turn given back goes to the one who waits longest', async (t) => {
  const turns = new Turns({ running: 1, waiting: 2 });
  const order: string[] = [];
  const give = await turns.take('ada', patient);
  const first = turns.take('ada', patient).then((giveFirst) => {
    order.push('first');
    giveFirst();
  });
  const second = turns.take('ada', patient).then(() => order.push('second'));

  give();
  await Promise.all([first, second]);

  t.deepEqual(order, ['first', 'second']);
});

test('who leaves while waiting makes room', async (t) => {
  const turns = new Turns({ running: 1, waiting: 1 });
  const leaving = new AbortController();
  await turns.take('ada', patient);
  const waiting = turns.take('ada', leaving.signal);

  leaving.abort();

  await t.throwsAsync(waiting, { code: 'query_cancelled' });
  await t.throwsAsync(turns.take('ada', AbortSignal.abort()), { code: 'query_cancelled' });
});
