import test, { type ExecutionContext } from 'ava';
import { ScanBudget } from '../../../host/query/engines/scan-budget.ts';
import { DailyQuota } from '../../../host/store/quota/daily-quota.ts';
import { openedStore } from '../../store/support/opened-store.ts';

const opened = async (t: ExecutionContext, dailyBytes: number) => {
  const store = await openedStore(t);
  const quota = new DailyQuota({ store, kind: 'scan_bytes', now: Date.now });
  return { quota, budget: new ScanBudget({ quota, limits: { concurrent: 5, dailyBytes } }) };
};

test('of statements that come at once only those run that the day has bytes for', async (t) => {
  const { budget, quota } = await opened(t, 250);
  const scans = await Promise.all(Array.from({ length: 5 }, () => budget.enter('ada')));

  const said = await Promise.allSettled(scans.map((scan) => scan.expect(100)));
  await Promise.all(scans.slice(0, 2).map((scan) => scan.charge(100)));

  t.deepEqual(
    said.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected'],
  );
  t.is(await quota.used('ada'), 200);
  await t.notThrowsAsync(scans[2]?.expect(50) ?? Promise.reject());
});

test('what was read counts once, also while its answer is still on the way', async (t) => {
  const { budget } = await opened(t, 100);
  const first = await budget.enter('ada');
  await first.expect(50);
  await first.charge(50);

  const second = await budget.enter('ada');

  await t.notThrowsAsync(second.expect(50));
  await t.throwsAsync(budget.enter('ada'), {
    message: 'You have read 100 bytes at sources today, and may read 100.',
  });
});
