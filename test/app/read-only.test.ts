import { Type } from '@agnes/sdk';
import test from 'ava';
import { ReadOnly } from '../../host/app/read-only.ts';
import { systemIntent } from '../../host/http/intent.ts';
import { bind, operation } from '../../host/http/operation.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { isTight, spaceOf } from '../../host/store/free-space.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import { admin, ended } from '../jobs/observed.ts';
import { openJobs } from '../jobs/open-jobs.ts';
import { guardedServer } from '../support/guarded-server.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';

const giga = 2 ** 30;
const person = { userId: 'u0', email: 'a@x', kind: 'session' } as const;
const people = { boss: { ...person, isAdmin: true }, ann: { ...person, isAdmin: false } };

const result = Type.Object({});

const change = operation({
  id: 'thing.change',
  route: 'POST /api/things',
  summary: '',
  who: 'admin',
  result,
  audit: () => ({ action: 'change' }),
  run: async ({ intent }, { store }: { store: SystemStore }) => {
    await store.write(intent, async () => undefined);
    return {};
  },
});

const ask = operation({
  id: 'thing.ask',
  route: 'POST /api/ask',
  summary: '',
  who: 'user',
  result,
  run: async (_input, _services: { store: SystemStore }) => ({}),
});

test('F12: below 5 % or 1 GB free the host is read-only, and what is free is that of the volume', async (t) => {
  t.true(isTight({ free: giga - 1, total: 4 * giga }));
  t.false(isTight({ free: giga, total: 4 * giga }));
  t.true(isTight({ free: 4.9 * giga, total: 100 * giga }));
  t.false(isTight({ free: 5 * giga, total: 100 * giga }));
  const { free, total } = await spaceOf(await tempFolder(t));
  t.true(free > 0 && free <= total);
});

test('F12: read-only, no run begins and administrators change nothing; it ends by itself with the room', async (t) => {
  const { jobs, store, clock } = await openJobs(t);
  const conditions = new Conditions({ store, now: clock.now });
  let free = 0.5 * giga;
  const space = async () => ({ free, total: 100 * giga });
  const readOnly = new ReadOnly({ space, jobs, conditions, timers: clock, log: () => {} });
  jobs.handle('work', async () => ({}));
  const operations = bind([change, ask], { store });
  const { url } = await guardedServer(t, { operations, people, isReadOnly: readOnly.isOn });
  const post = async (path: string, who: string) => {
    const headers = { authorization: `Bearer ${who}` };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers });
    return [response.status, ((await response.json()) as { code?: string }).code];
  };

  await readOnly.start();
  jobs.start();
  const { job } = await jobs.enqueue({ kind: 'work', params: {} }, systemIntent('test'));

  t.deepEqual(await post('/api/things', 'boss'), [503, 'state_read_only']);
  t.deepEqual(await post('/api/things', 'ann'), [403, 'admin_required']);
  t.deepEqual(await post('/api/ask', 'ann'), [200, undefined]);
  likeWhole(t, await conditions.open(), [{ code: 'state_read_only', severity: 'error' }]);
  t.is((await jobs.get(admin, job.id)).status, 'queued');

  free = 50 * giga;
  clock.advance(10_000);
  await ended(jobs, job.id);

  t.deepEqual(await post('/api/things', 'boss'), [200, undefined]);
  await readOnly[Symbol.asyncDispose]();
  t.deepEqual(await conditions.open(), []);
});
