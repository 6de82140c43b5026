import test from 'ava';
import { type Claim, WorkerLane } from '../../host/query/worker-lane.ts';

const patient = new AbortController().signal;
const never = 2 ** 31 - 1;

/** A worker that does nothing but note what is done with it. */
class Worker {
  readonly notes: string[] = [];
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  hasSeen(scope: string): boolean {
    return scope === this.name;
  }

  giveWay(): void {
    this.notes.push('gives way');
  }

  leave(): void {
    this.notes.push('leaves');
  }

  run(): never {
    throw new TypeError('nothing runs here');
  }

  ask(): never {
    throw new TypeError('nothing is asked here');
  }
}

const workers = (...names: readonly string[]) => names.map((name) => new Worker(name));

const laneOf = ({ slots = workers('one', 'two'), spares = workers('spare'), longMs = never } = {}) => {
  const order: string[] = [];
  const lane = new WorkerLane({ slots, spares, longMs });
  const claim = async (user: string, scope = ''): Promise<Claim> => {
    const got = await lane.claim({ user, scope }, patient);
    order.push(user);
    return got;
  };
  return { lane, claim, order, slots, spares };
};

test('T32: one person never holds the last worker, and whoever has none gets it at once', async (t) => {
  const { claim, order } = laneOf();
  const hog = Array.from({ length: 8 }, () => claim('hog'));
  const first = await hog[0];

  const honest = await claim('honest');
  honest.letGo();
  const again = await claim('honest');
  again.letGo();

  t.deepEqual(order, ['hog', 'honest', 'honest']);
  first?.letGo();
  for (const claimed of hog.slice(1)) (await claimed).letGo();
  t.is(order.filter((user) => user === 'hog').length, 8);
});

test('those who wait are served in turn, person by person', async (t) => {
  const { claim, order } = laneOf({ slots: workers('one'), spares: [] });
  const first = await claim('ada');
  const waiting = ['ada', 'ada', 'bob', 'bob', 'eve'].map((user) => claim(user));

  first.letGo();
  await Promise.all(waiting.map(async (claimed) => (await claimed).letGo()));

  t.deepEqual(order, ['ada', 'ada', 'bob', 'eve', 'ada', 'bob']);
});

test('a worker that has the sandbox already is preferred', async (t) => {
  const { claim, slots } = laneOf();

  const { slot } = await claim('ada', 'two');

  t.true(slot === slots[1]);
});

test('when all are busy, a statement that has run for long goes on beside the others, for those who have none', async (t) => {
  const { claim, slots, spares } = laneOf({ longMs: 1 });
  const [ada, bob] = [await claim('ada'), await claim('bob')];

  const eve = await claim('eve');

  t.true(eve.slot === spares[0]);
  t.deepEqual(slots[0]?.notes, ['gives way']);
  ada.letGo();
  t.deepEqual(slots[0]?.notes, ['gives way', 'leaves']);
  t.deepEqual(slots[1]?.notes, []);
  bob.letGo();
  eve.letGo();
  t.deepEqual(spares[0]?.notes, []);
});

test('T32: above 64 who wait nobody is let in; who leaves makes room', async (t) => {
  const { lane } = laneOf({ slots: workers('one'), spares: [] });
  const leaving = new AbortController();
  const all = Array.from({ length: 65 }, (_, index) =>
    lane.claim({ user: `u${index}`, scope: '' }, leaving.signal),
  );

  const refused = await t.throwsAsync(lane.claim({ user: 'late', scope: '' }, patient), {
    code: 'queue_full',
  });
  leaving.abort(new RangeError('left'));
  const [first, ...others] = await Promise.allSettled(all);

  t.like(refused, { kind: 'rate_limited', details: { retry_after_seconds: 5 } });
  t.true(others.every(({ status }) => status === 'rejected'));
  const late = lane.claim({ user: 'late', scope: '' }, patient);
  if (first?.status === 'fulfilled') first.value.letGo();
  t.truthy((await late).slot);
});
