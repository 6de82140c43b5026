import test from 'ava';
import { Lanes } from '../../host/distribution/feed/lanes.ts';

const terms = { atATime: 3, each: 2, waitingEach: 4, waiting: 6 };
const { signal } = new AbortController();

/** Lanes with a note of who came in, in order. */
const noted = () => {
  const lanes = new Lanes(terms);
  const came: string[] = [];
  const take = async (who: string, name: string, until: AbortSignal = signal) => {
    const leave = await lanes.take(who, until);
    came.push(name);
    return leave;
  };
  return { lanes, came, take };
};

test('a place that is free goes to whoever has the fewest, then to whoever came first', async (t) => {
  const { came, take } = noted();
  const [first, second] = await Promise.all([take('ann', 'a1'), take('ann', 'a2')]);
  const more = [take('ann', 'a3'), take('ann', 'a4')];
  const bob = [await take('bob', 'b1'), take('bob', 'b2')] as const;
  const cid = take('cid', 'c1');

  first();
  first();
  await cid;
  second();
  const third = await more[0];
  third?.();
  bob[0]();
  await Promise.all([...more, ...bob]);

  t.deepEqual(came, ['a1', 'a2', 'b1', 'c1', 'a3', 'a4', 'b2']);
});

test('one who waits too often, and one too many of all, are refused; whoever goes makes room', async (t) => {
  const { came, take } = noted();
  const held = await Promise.all([take('ann', 'a'), take('ann', 'a'), take('bob', 'b')]);
  const gone = new AbortController();
  const going = take('ann', 'gone', gone.signal);
  const waiting = ['x', 'y', 'z'].map((name) => take('ann', name));
  const crowded = await t.throwsAsync(() => take('ann', 'no'));
  const others = [take('cid', 'c'), take('dan', 'd')];
  const full = await t.throwsAsync(() => take('eve', 'no'));
  gone.abort(new Error('left'));
  const left = await t.throwsAsync(going);
  const eve = take('eve', 'e');
  for (const leave of held) leave();
  for (const leave of await Promise.all(others)) leave();
  (await eve)();
  for (const one of waiting) (await one)();

  t.like(crowded, { code: 'git_too_many_requests', details: { retry_after_seconds: 10 } });
  t.like(full, { code: 'git_queue_full' });
  t.is(left.message, 'left');
  t.deepEqual(came, ['a', 'a', 'b', 'c', 'x', 'd', 'e', 'y', 'z']);
  await t.throwsAsync(() => take('ann', 'late', gone.signal), { message: 'left' });
});
