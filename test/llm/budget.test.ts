import test, { type ExecutionContext } from 'ava';
import { StoredBudget } from '../../host/llm/budget.ts';
import { openedStore } from '../store/support/opened-store.ts';

const caps = { callsPerHour: 2, tokensPerDay: 100 };

const lab = async (t: ExecutionContext) => {
  const store = await openedStore(t);
  const clock = { at: Date.UTC(2027, 0, 1, 10, 59) };
  return { clock, budget: new StoredBudget({ store, now: () => clock.at }), store };
};

test('calls are counted by the hour', async (t) => {
  const { budget, clock } = await lab(t);
  await budget.take('all', caps);
  await budget.take('all', caps);

  await t.throwsAsync(budget.take('all', caps), { code: 'llm_budget_exceeded', message: /2 calls an hour/ });
  await budget.take('other', caps);
  clock.at += 60_000;
  await t.notThrowsAsync(budget.take('all', caps));
});

test('tokens are counted by the day, and a new process goes on counting', async (t) => {
  const { budget, clock, store } = await lab(t);
  await budget.spend('all', 60);
  await budget.spend('all', 40);

  const next = new StoredBudget({ store, now: () => clock.at });
  await t.throwsAsync(next.take('all', caps), { code: 'llm_budget_exceeded', message: /100 tokens a day/ });
  clock.at += 14 * 3_600_000;
  await t.notThrowsAsync(next.take('all', caps));
});

test('of many calls at once no more are let through than are allowed', async (t) => {
  const { budget } = await lab(t);

  const ends = await Promise.allSettled(Array.from({ length: 10 }, () => budget.take('all', caps)));

  t.is(ends.filter(({ status }) => status === 'fulfilled').length, 2);
});
