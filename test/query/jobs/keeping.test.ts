import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { likeWhole } from '../../support/like-whole.ts';
import {
  codeOf,
  endless,
  finished,
  resultOf,
  sharedBackground,
  stateOf,
  stopped,
  submit,
} from './support/background.ts';

const background = sharedBackground();

test.serial(
  "a query in the background is its owner's: others do not find it, administrators see and stop it but not its rows",
  async (t) => {
    const { root, asAda, folder } = background();
    const before = await finished(asAda, { sql: 'SELECT 1' });
    const own = await finished(asAda, { sql: 'SELECT * FROM orders' });
    const admins = await finished(root, { sql: 'SELECT * FROM salaries' });

    const list = await asAda.ask('GET /api/query/jobs?limit=1');
    const mine = await root.ask('GET /api/query/jobs');

    likeWhole(t, list, { jobs: [{ job_id: own, status: 'succeeded' }] });
    const rest = await asAda.ask(`GET /api/query/jobs?limit=1&cursor=${list['next_cursor']}`);
    likeWhole(t, rest, { jobs: [{ job_id: before }], next_cursor: null });
    t.false(JSON.stringify(mine).includes(own));
    t.is((await stateOf(root, own))['status'], 'succeeded');
    t.is(codeOf(await resultOf(root, own)), '404 job_not_found');
    for (const path of ['', '/result']) {
      t.is(codeOf(await asAda.send(`GET /api/query/jobs/${admins}${path}`)), '404 job_not_found');
    }
    t.is(codeOf(await asAda.send(`DELETE /api/query/jobs/${admins}`)), '404 job_not_found');
    t.is((await root.send(`DELETE /api/query/jobs/${own}`)).status, 204);
    t.is(codeOf(await resultOf(asAda, own)), '410 result_expired');
    t.is((await readdir(folder)).includes(`${own}.parquet`), false);
  },
);

test.serial(
  'T66: a grant that ends stops what reads its table in the background, and results of it are refused',
  async (t) => {
    const { root, asAda, folder } = background();
    const job = await finished(asAda, { sql: 'SELECT count(*) FROM orders' });
    const other = await finished(asAda, { sql: 'SELECT 1 AS n' });
    const running = await submit(asAda, { sql: `SELECT *, (${endless}) FROM orders` });
    await asAda.untilEvent(running, 'state', 'running');
    const { text } = await root.send('GET /api/admin/grants?resource_type=table');
    const [grant] = JSON.parse(text) as readonly { readonly id: string }[];
    await root.ask(`DELETE /api/admin/grants/${grant?.id}`);
    await asAda.untilEvent(running, 'end');

    const answers = [
      await resultOf(asAda, job),
      await resultOf(asAda, job, '?format=parquet'),
      await resultOf(asAda, other),
    ];

    t.deepEqual(answers.map(codeOf), ['403 result_denied', '403 result_denied', '200 undefined']);
    t.like(await stateOf(asAda, running), { status: 'failed', error: { code: 'access_withdrawn' } });
    t.is(codeOf(await resultOf(asAda, running)), '409 result_not_ready');
    t.false((await readdir(folder)).some((name) => name.startsWith(running)));
    // What others have waiting has the worker now.
    const next = await finished(root, { sql: 'SELECT 4 AS n' });
    t.deepEqual((await resultOf(root, next)).body['rows'], [[4]]);
  },
);

test.serial(
  'after a kill -9 a running query is taken up again, what was finished is still there, and leftovers are gone',
  async (t) => {
    const { host, asAda, folder, again } = background();
    const done = await finished(asAda, { sql: 'SELECT 7 AS n' });
    const running = await submit(asAda, { sql: endless });
    await asAda.untilEvent(running, 'state', 'running');
    await host.kill9();
    await writeFile(join(folder, `${running}.part`), 'half');
    await writeFile(join(folder, 'nobody.parquet'), 'old');

    const { asAda: asBefore } = await again();

    await asBefore.untilEvent(running, 'state', '"attempt":2');
    t.is((await stateOf(asBefore, running))['status'], 'running');
    t.deepEqual((await resultOf(asBefore, done)).body['rows'], [[7]]);
    const left = await readdir(folder);
    t.false(left.includes(`${running}.part`) || left.includes('nobody.parquet'));
    await stopped(asBefore, running);
    t.is((await stateOf(asBefore, running))['status'], 'cancelled');
  },
);
