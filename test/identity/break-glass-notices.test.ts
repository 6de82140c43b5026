import test, { type ExecutionContext } from 'ava';
import { BreakGlass } from '../../host/access/members/break-glass.ts';
import { BreakGlassNotices } from '../../host/access/members/break-glass-notices.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { ManualClock } from '../jobs/manual-clock.ts';
import { intentOf } from './support/started-identity.ts';
import { hour, wanted, withBreakGlass } from './support/with-break-glass.ts';

/** Notices on an instance whose clock is moved by hand. */
const withNotices = async (t: ExecutionContext) => {
  const all = await withBreakGlass(t);
  const { store, access, now, clock } = all;
  const conditions = new Conditions({ store, now });
  const breakGlass = new BreakGlass({ store, access, now, conditions });
  const timers = new ManualClock();
  const list = () => breakGlass.list();
  const notices = new BreakGlassNotices({ list, conditions, timers, now });
  const pass = async (ms: number) => {
    clock.ms += ms;
    timers.advance(ms);
    await notices.refresh();
  };
  return { ...all, breakGlass, conditions, notices, pass, timers };
};

const codes = async ({ conditions }: { conditions: Conditions }) =>
  (await conditions.open()).map(({ code, subjectId, severity }) => [code, subjectId, severity]);

test('every administrator is told for as long as it lasts, and no longer', async (t) => {
  const all = await withNotices(t);
  await all.grants.grantAdmin(wanted);

  await all.notices.refresh();
  const during = await codes(all);
  await all.pass(24 * hour);

  t.deepEqual(during, [['break_glass_active', all.bob.id, 'warning']]);
  t.deepEqual(await codes(all), []);
  t.is(all.timers.left, 0);
});

test('nobody is told any more once it is confirmed, and the membership lasts', async (t) => {
  const all = await withNotices(t);
  await all.grants.grantAdmin(wanted);
  await all.notices.refresh();

  await all.breakGlass.confirm(all.bob.id, intentOf('user_group.member_added'));

  t.deepEqual(await codes(all), []);
  all.clock.ms += 48 * hour;
  t.true(all.access.isAdmin(all.bob.id));
});

test('a reading that fails is tried again a minute later', async (t) => {
  const all = await withNotices(t);
  await all.grants.grantAdmin(wanted);
  const read = { count: 0 };
  const list = async () => {
    read.count += 1;
    if (read.count === 2) throw new Error('the disk is full');
    return all.breakGlass.list();
  };
  const { conditions, timers, now } = all;
  const notices = new BreakGlassNotices({ list, conditions, timers, now });
  await notices.refresh();

  timers.advance(60_000);
  await new Promise((resolve) => setImmediate(resolve));

  t.is(read.count, 2);
  t.is(timers.left, 1);
  notices[Symbol.dispose]();
  t.is(timers.left, 0);
});

test('notices that are over set no more timers', async (t) => {
  const all = await withNotices(t);
  await all.grants.grantAdmin(wanted);
  await all.notices.refresh();
  const before = all.timers.left;

  all.notices[Symbol.dispose]();
  await all.notices.refresh();

  t.is(before, 1);
  t.is(all.timers.left, 0);
});
