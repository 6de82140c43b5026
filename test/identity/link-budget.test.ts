import test, { type ExecutionContext } from 'ava';
import { LinkBudget } from '../../host/identity/one-shot/link-budget.ts';
import { openedStore } from '../store/support/opened-store.ts';

const minute = 60_000;

const started = async (t: ExecutionContext) => {
  const clock = { ms: Date.parse('2026-03-01T12:00:00Z') };
  const store = await openedStore(t);
  const budget = new LinkBudget({ store, now: () => clock.ms });
  const take = (mail: number, ip: number) =>
    budget.take({ emailKey: `user${mail}@example.com`, ip: `198.51.100.${ip}` });
  /** How many of these are sent. */
  const sent = async (requests: readonly (readonly [mail: number, ip: number])[]) =>
    (await Promise.all(requests.map(([mail, ip]) => take(mail, ip)))).filter(Boolean).length;
  return { clock, store, take, sent };
};

const times = (count: number, make: (number: number) => readonly [number, number]) =>
  Array.from({ length: count }, (_, number) => make(number));

test('T41: one mailbox gets three links in a quarter of an hour, whoever asks', async (t) => {
  const { clock, sent, take } = await started(t);

  t.is(await sent(times(20, (number) => [1, number])), 3);
  clock.ms += 15 * minute - 1;
  t.false(await take(1, 99));
  clock.ms += 1;
  t.true(await take(1, 99));
});

test('T41: one caller has ten links sent in an hour, to whomever', async (t) => {
  const { clock, sent } = await started(t);

  t.is(await sent(times(30, (number) => [number, 1])), 10);
  clock.ms += 60 * minute;
  t.is(await sent(times(30, (number) => [number, 1])), 10);
});

test('T41: a hundred links leave in an hour, whoever asks and for whom', async (t) => {
  const { clock, sent } = await started(t);

  t.is(await sent(times(150, (number) => [number, number])), 100);
  clock.ms += 60 * minute;
  t.is(await sent(times(10, (number) => [number, number])), 10);
});

test('what is refused uses nothing up for others', async (t) => {
  const { sent, take } = await started(t);
  await sent(times(60, (number) => [1, number]));
  await sent(times(60, (number) => [number, 1]));

  t.true(await take(200, 200));
});

test('windows that are over leave no rows, and no row holds an address of a person', async (t) => {
  const { clock, store, sent, take } = await started(t);
  await sent(times(9, (number) => [number, number]));
  clock.ms += 60 * minute;

  await take(1, 1);

  const rows = await store.read.selectFrom('rate_windows').select('key').orderBy('key').execute();
  t.is(rows.length, 3);
  t.true(rows.every(({ key }) => !key.includes('example.com')));
});
