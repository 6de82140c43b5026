import test, { type ExecutionContext } from 'ava';
import { schedulerSettings } from '../../host/app/scheduler-settings.ts';
import { runService } from '../../host/app/service.ts';
import { syncOperations } from '../../host/extract/operations.ts';
import { RunLog } from '../../host/extract/run-log.ts';
import { dueRun, SyncTrigger, scheduledRun, syncRunKind } from '../../host/extract/trigger.ts';
import { bind } from '../../host/http/operation.ts';
import type { Principal } from '../../host/http/principal.ts';
import { scheduleOperations } from '../../host/jobs/schedules/operations.ts';
import { every, openSchedules, schedulesOn } from '../jobs/schedules/open-schedules.ts';
import { likeWhole } from '../support/like-whole.ts';
import { startServer } from '../support/start-server.ts';

const token = 'a scheduler token of forty characters...';
const people: Readonly<Record<string, Principal>> = {
  [token]: { userId: 'scheduler', email: 's@x', isAdmin: true, kind: 'scheduler' },
  admin: { userId: 'u0', email: 'a@x', isAdmin: true, kind: 'session' },
  ann: { userId: 'u1', email: 'b@x', isAdmin: false, kind: 'session' },
};

/** Schedules behind a real server; their clock is an hour behind that of a scheduler outside. */
const served = async (t: ExecutionContext) => {
  const opened = await openSchedules(t);
  const { jobs, clock, setBack } = opened;
  setBack(clock.now() - Date.now() + 3_600_000);
  jobs.handle(syncRunKind, async () => ({}));
  const schedules = schedulesOn(opened, {
    calls: {
      'data-refresh': { method: 'POST', path: '/api/sync/trigger', timeoutS: 10 },
      gone: { method: 'POST', path: '/api/gone', timeoutS: 10 },
    },
  });
  const registry = { find: async () => undefined, findSource: async () => undefined };
  const services = {
    schedules,
    syncTrigger: new SyncTrigger({ registry, jobs }),
    runLog: new RunLog({ store: opened.store, registry, now: opened.now }),
  };
  const operations = [...bind(scheduleOperations, services), ...bind(syncOperations, services)];
  const origin = await startServer(t, operations, people);
  const said: string[] = [];
  const service = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runService({
      args,
      env: { API_URL: origin, SCHEDULER_API_TOKEN: token, ...env },
      terminal: { print: (line: string) => said.push(line), warn: (line: string) => said.push(line) },
    });
  const ask = (route: string, body?: object, who = 'admin') =>
    fetch(`${origin}${route.split(' ')[1]}`, {
      method: route.split(' ')[0] ?? '',
      headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  const runs = () => jobs.list({ userId: 'scheduler', isAdmin: false }, { kind: syncRunKind });
  return { ...opened, schedules, service, said, ask, runs };
};

const refresh = every('every 15m', { id: 'data-refresh', kind: syncRunKind, payload: dueRun });

test('F29: a scheduler outside makes the calls that are due, and two of them queue one run', async (t) => {
  const { schedules, service, runs } = await served(t);
  await schedules.ensure(refresh);

  t.is(await service(['scheduler', '--once']), 0);
  t.is(await service(['scheduler', '--once']), 0);

  const [run, ...more] = await runs();
  t.like(run, { params: { force: false, trigger: 'schedule' }, createdBy: 'scheduler' });
  t.deepEqual(more, []);
});

test('a scheduler outside sends what the schedule has for its jobs', async (t) => {
  const { schedules, service, runs } = await served(t);
  await schedules.ensure({ ...refresh, payload: { force: true } });

  t.is(await service(['scheduler', '--once']), 0);

  likeWhole(t, await runs(), [{ params: { force: true } }]);
});

test('an answer of 400 or more is a failure: one pass ends with 2 in part and 1 altogether', async (t) => {
  const { schedules, service, said } = await served(t);
  await schedules.ensure(every('every 15m', { id: 'gone' }));

  t.is(await service(['scheduler', '--once']), 1);
  await schedules.ensure(refresh);
  t.is(await service(['scheduler', '--once']), 2);

  t.regex(said.join('\n'), /gone could not be fired: The host answered 404 to the call of gone\./);
});

test('without a token of 32 characters it refuses to start, and no other service is known', async (t) => {
  const { service, said } = await served(t);

  t.is(await service(['scheduler'], { SCHEDULER_API_TOKEN: '' }), 2);
  t.is(await service(['scheduler'], { SCHEDULER_API_TOKEN: 'x'.repeat(31) }), 2);
  t.regex(said[0] ?? '', /SCHEDULER_API_TOKEN is missing or shorter than 32 characters/);
  t.is(await service(['nobody']), 64);
  t.is(await service(['scheduler', '--twice']), 64);
  t.is(await service(['scheduler', '--once'], { SCHEDULER_API_TOKEN: 'x'.repeat(32) }), 1);
});

test('administrators see, add and change schedules; what is no schedule is refused with the place', async (t) => {
  const { schedules, ask } = await served(t);
  await schedules.ensure(refresh);
  const added = await ask('POST /api/admin/schedules', { kind: 'work', target: 'x', spec: 'daily 03:00' });
  const { id } = (await added.json()) as { id: string };
  const listed = (await (await ask('GET /api/admin/schedules')).json()) as {
    count: number;
    schedules: readonly object[];
  };
  const changed = await ask(`PATCH /api/admin/schedules/${id}`, { enabled: false, catch_up: 'skip' });
  const refused = await ask(`PATCH /api/admin/schedules/${id}`, { spec: 'every 5d' });
  const again = await ask('POST /api/admin/schedules', { kind: 'work', target: 'x', spec: 'every 1h' });
  const unknown = await ask('POST /api/admin/schedules', { kind: 'nothing', spec: 'every 1h' });

  t.is(added.status, 201);
  t.is(listed.count, 2);
  t.like(
    listed.schedules.find((one) => 'call' in one && one.call !== null),
    {
      id: 'data-refresh',
      kind: syncRunKind,
      target: '',
      catch_up: 'once',
      call: { method: 'POST', path: '/api/sync/trigger', timeout_s: 10 },
      last_slot: null,
      last_run: null,
      last_status: null,
      last_job_id: null,
      failures: 0,
      created_by: 'system:host',
      payload: dueRun,
    },
  );
  t.like(await changed.json(), { enabled: false, catch_up: 'skip', next_run: null, created_by: 'u0' });
  t.is(refused.status, 422);
  t.regex(JSON.stringify(await refused.json()), /goes wrong at character 8/);
  t.deepEqual([again.status, unknown.status], [409, 422]);
  t.is((await ask('GET /api/admin/schedules', undefined, 'ann')).status, 403);
});

test('a scheduled run of one source is not taken for the run of everything', (t) => {
  const [all, one, bad] = [undefined, { connection: 'sales' }, { connection: 7 }].map(scheduledRun);

  t.deepEqual(all?.params, dueRun);
  t.deepEqual(one?.params, { ...dueRun, connection: 'sales' });
  t.not(all?.coalesceKey, one?.coalesceKey);
  t.is(bad?.coalesceKey, undefined, 'it fails by itself, with the reason');
});

test('intervals of the environment are whole seconds above 0, and a tick is no longer than the shortest', (t) => {
  const faultOf = (env: Readonly<Record<string, string>>) =>
    t.throws(() => schedulerSettings(env), { code: 'scheduler_setting_invalid' })?.message;

  t.deepEqual(schedulerSettings({ SCHEDULER_SCRIPT_RUN_INTERVAL: 'whatever' }), {
    tickSeconds: 30,
    dataRefresh: 'every 15m',
    healthCheck: 'every 5m',
  });
  t.is(schedulerSettings({ SCHEDULER_DATA_REFRESH_INTERVAL: '90' }).dataRefresh, 'every 2m');
  for (const value of ['', '0', '-1', '1.5', '10s']) {
    t.is(
      faultOf({ SCHEDULER_HEALTH_CHECK_INTERVAL: value }),
      `SCHEDULER_HEALTH_CHECK_INTERVAL is "${value}": it must be a whole number above 0.`,
    );
  }
  t.regex(faultOf({ SCHEDULER_TICK_SECONDS: '301' }) ?? '', /smallest interval, 300 seconds/);
});
