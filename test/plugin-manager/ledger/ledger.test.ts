import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '@agnes/sdk';
import test from 'ava';
import { keepNewestCalls } from '../../../host/plugin-manager/ledger/call-repository.ts';
import { keepNewestErrors } from '../../../host/plugin-manager/ledger/error-repository.ts';
import { likeWhole } from '../../support/like-whole.ts';
import { call, code, failed, failure, openedLedger } from './support/opened-ledger.ts';

test('a call is kept with whose code it was, what it was given and answered, and under which generation', async (t) => {
  const { ledger } = await openedLedger(t);
  ledger.entered(7);

  ledger.called(call);
  const [row] = await ledger.calls({ limit: 10 });

  t.like(row, {
    plugin_id: 'acme/guard',
    version: '1.4.2',
    tree_hash: 'sha256-ab',
    generation: 7,
    hook: 'beforeQuery',
    outcome: 'ok',
    args: '{"sql":"select 1","limit":9}',
    result: '{"sql":"select 1","limit":5}',
    is_whole: true,
    duration_ms: 1.5,
    left_out: 0,
  });
  t.regex(row?.args_digest ?? '', /^[0-9a-f]{64}$/);
});

test('T125: a secret is in no call, no error and no line, and what held one cannot be made again', async (t) => {
  const { ledger, logs, store, logFolder } = await openedLedger(t);
  ledger.knows(new Secret('s3cr3t-canary'));

  ledger.called({
    ...call,
    input: { sql: "select 's3cr3t-canary'", limit: 9 },
    answer: { at: 's3cr3t-canary' },
  });
  ledger.called({ ...call, hook: 'resolveUser', input: { scheme: 'bearer', value: 'bearer-canary' } });
  ledger.called({ ...call, input: { password: 'pass-canary' } });
  ledger.failed({ ...failure, message: 'refused s3cr3t-canary' });
  ledger.said({ ...code, level: 'info', during: 'setup', message: 'with s3cr3t-canary' });
  const calls = await ledger.calls({ limit: 10 });
  const errors = await ledger.errors('acme/guard');
  const lines = await logs.last('acme/guard', { limit: 10, level: 'info' });

  t.is(calls.length, 3);
  t.true(calls.every(({ is_whole }) => !is_whole));
  t.is(lines.length, 2);
  const files = await readFile(join(logFolder, 'current.jsonl'), 'utf8');
  const rows = await store.read.selectFrom('hook_calls').selectAll().execute();
  t.notRegex(JSON.stringify([calls, errors, lines, rows, files]), /canary/);
});

test('a tap that is called very often is sampled, its failures are all kept, and what is left out is counted', async (t) => {
  const { ledger, clock, text } = await openedLedger(t);

  for (let index = 0; index < 500; index += 1) ledger.called(call);
  for (let index = 0; index < 90; index += 1) ledger.called(failed);
  clock.now += 1_000;
  ledger.called(call);
  const rows = await ledger.calls({ limit: 500 });

  t.is(rows.filter(({ outcome }) => outcome === 'ok').length, 61);
  t.is(rows.filter(({ outcome }) => outcome === 'error').length, 90);
  t.is(
    rows.reduce((sum, row) => sum + row.left_out, rows.length),
    591,
  );
  t.regex(
    text(),
    /plugin_calls_total\{plugin="acme\/guard",version="1.4.2",hook="beforeQuery",status="ok",status_source=""\} 501/,
  );
  t.regex(
    text(),
    /plugin_call_duration_seconds_count\{plugin="acme\/guard",version="1.4.2",hook="beforeQuery"\} 591/,
  );
});

test('more than there is room for is dropped and told, and never slows a call down', async (t) => {
  const { ledger, text } = await openedLedger(t);

  for (let index = 0; index < 2_500; index += 1) ledger.called(failed);
  t.is(ledger.dropped, 500);
  await ledger.flush();

  t.regex(text(), /plugin_ledger_dropped_total\{what="call"\} 500/);
  likeWhole(t, await ledger.errors('acme/guard'), [{ count: 2_500 }]);
});

test('failures are the same one by version, class and place, and each says whose fault it is', async (t) => {
  const { ledger, clock } = await openedLedger(t);
  const places = { frames: ['at tap (index.ts:3:9)'] };
  const upstream = { class: 'UpstreamError', code: 'upstream_error', statusSource: 'upstream' } as const;

  ledger.failed(failure);
  clock.now += 60_000;
  ledger.failed({ ...failure, message: 'no row 18' });
  await ledger.flush();
  ledger.failed({ ...failure, message: 'no row 19' });
  ledger.failed({ ...failure, ...places });
  ledger.failed({ ...failure, ...places, version: '1.4.3' });
  ledger.failed({ ...failure, ...upstream, during: 'read:shop', message: 'it is closed' });
  const errors = await ledger.errors('acme/guard');

  t.deepEqual(errors.map(({ count }) => count).toSorted(), [1, 1, 1, 3]);
  const same = errors.find(({ count }) => count === 3);
  t.like(same, { message: 'no row 19', status_source: 'plugin', class: 'PluginBug' });
  t.is(Number(same?.last_at) - Number(same?.first_at), 60_000);
  t.like(
    errors.find(({ class: kind }) => kind === 'UpstreamError'),
    { status_source: 'upstream', during: 'read:shop' },
  );
});

test('uses are summed over days, refused ones apart, and names that a plugin makes up do not fill the ledger', async (t) => {
  const { ledger, clock } = await openedLedger(t);
  const used = { ...code, capability: 'network:api.example.com' };

  ledger.used(used);
  await ledger.flush();
  clock.now += 24 * 3_600_000;
  ledger.used(used);
  for (let index = 0; index < 300; index += 1)
    ledger.used({ ...code, capability: `network:${index}.example.net`, refused: true });
  const uses = await ledger.uses('acme/guard');

  t.like(
    uses.find(({ capability }) => capability === 'network:api.example.com'),
    { used: 2, refused: 0, lastUsedAt: new Date(clock.now) },
  );
  t.is(uses.length, 102);
  t.like(
    uses.find(({ capability }) => capability === 'network:(others)'),
    { used: 0, refused: 200 },
  );
  clock.now += 40 * 24 * 3_600_000;
  t.deepEqual(await ledger.uses('acme/guard'), []);
});

test('only the newest calls and failures are kept', async (t) => {
  const { ledger, store, clock } = await openedLedger(t);
  for (let index = 0; index < 5; index += 1) {
    clock.now += 1_000;
    ledger.called({ ...failed, failure: { ...failure, frames: [`at tap (index.ts:${index}:1)`] } });
  }
  await ledger.flush();

  await store.keep(async (tx) => {
    await keepNewestCalls(tx, 2);
    await keepNewestErrors(tx, 3);
  });

  t.is((await ledger.calls({ limit: 10 })).length, 2);
  t.deepEqual(
    (await ledger.errors('acme/guard')).map(({ last_at }) => clock.now - Number(last_at)),
    [0, 1_000, 2_000],
  );
});
