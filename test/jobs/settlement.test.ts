import { AuthExpired, ConfigError, defineError, SchemaDrift, UpstreamError } from '@agnes/sdk';
import test from 'ava';
import { backOff, type Ending, settlementOf } from '../../host/jobs/settlement.ts';

const job = { attempt: 1, maxAttempts: 5, cancelRequested: false };
const at = { now: 1_000_000, random: () => 0.5 };
const threw = (error: unknown): Ending => ({ how: 'threw', error });
const forbidden = defineError({ code: 'no', kind: 'forbidden', message: () => 'No.', hint: 'Ask.' });
const gone = defineError({ code: 'gone', kind: 'not_found', message: () => 'Gone.', hint: 'Look.' });

test('the waits between attempts double from a minute to an hour', (t) => {
  const waits = [1, 2, 3, 6, 7, 20].map((attempt) => backOff(attempt, () => 0.5) / 60_000);

  t.deepEqual(waits, [1, 2, 4, 32, 60, 60]);
});

test('the waits spread by a fifth to both sides', (t) => {
  t.deepEqual([backOff(1, () => 0), backOff(1, () => 1)], [48_000, 72_000]);
});

test('a fault of the upstream is tried again', (t) => {
  const settlement = settlementOf(job, threw(UpstreamError({ reason: 'It is down.' })), at);

  t.deepEqual(settlement, {
    status: 'queued',
    attempt: 1,
    runAfter: new Date(1_060_000),
    error: { code: 'upstream_error', message: 'It is down.', retryable: true, statusSource: 'upstream' },
  });
});

test('F20: what an upstream asks to wait is waited, at most an hour', (t) => {
  const waits = [5, 600, 7_200].map((retryAfter) => {
    const { runAfter } = settlementOf(job, threw(UpstreamError({ reason: 'Slower.', retryAfter })), at);
    return (runAfter?.getTime() ?? 0) - at.now;
  });

  t.deepEqual(waits, [60_000, 600_000, 3_600_000]);
});

test('what only a person can mend fails at once', (t) => {
  const errors = [
    ConfigError({ reason: 'x' }),
    SchemaDrift({ table: 'a', reason: 'x' }),
    forbidden({}),
    gone({}),
  ];

  const statuses = errors.map((error) => settlementOf(job, threw(error), at).status);

  t.deepEqual(statuses, ['failed', 'failed', 'failed', 'failed']);
});

test('an expired credential is tried again', (t) => {
  t.is(settlementOf(job, threw(AuthExpired({ reason: 'x' })), at).status, 'queued');
});

test('the last attempt is the last', (t) => {
  const settlement = settlementOf({ ...job, attempt: 5 }, threw(UpstreamError({ reason: 'x' })), at);

  t.like(settlement, { status: 'failed', error: { retryable: true } });
});

test('the text of an error nobody designed is not kept', (t) => {
  const { error } = settlementOf(job, threw(new Error('/srv/secret/path')), at);

  t.like(error, { code: 'internal_error', statusSource: 'host' });
  t.notRegex(error?.message ?? '', /secret/);
});

test('an error names the plugin it came from', (t) => {
  const failed = defineError<{ plugin: string; status_source: string }>({
    code: 'plugin_failed',
    kind: 'internal',
    message: () => 'It failed.',
    hint: 'Look.',
  });
  const told = defineError<{ plugin: string; status_source: string }>({
    code: 'plugin_failed',
    kind: 'upstream',
    message: () => 'It failed.',
    hint: 'Look.',
  });
  const details = { plugin: 'agnes/files@1.0.0', status_source: 'plugin' };

  const shown = settlementOf(job, threw(told(details)), at).error;
  const hidden = settlementOf(job, threw(failed(details)), at).error;

  t.like(shown, { plugin: 'agnes/files@1.0.0', statusSource: 'plugin' });
  t.is(hidden?.code, 'internal_error');
});

test('an interrupted job is taken up again without a wait', (t) => {
  const settlement = settlementOf(job, { how: 'interrupted' }, at);

  t.like(settlement, { status: 'queued', attempt: 1, error: { code: 'interrupted' } });
  t.is(settlement.runAfter?.getTime(), at.now);
});

test('an interrupted last attempt fails', (t) => {
  const settlement = settlementOf({ ...job, maxAttempts: 1 }, { how: 'interrupted' }, at);

  t.like(settlement, { status: 'failed', error: { code: 'interrupted' } });
});

test('an attempt that a shutdown ended does not count', (t) => {
  t.like(settlementOf(job, { how: 'shutdown' }, at), { status: 'queued', attempt: 0 });
});

test('a requested cancel wins over every ending and keeps a result', (t) => {
  const cancelled = { ...job, cancelRequested: true };
  const returned = { how: 'returned', value: { result: 1 } } as const;

  t.deepEqual(settlementOf(cancelled, returned, at), { status: 'cancelled', attempt: 1, result: 1 });
  t.is(settlementOf(cancelled, threw(new Error('x')), at).status, 'cancelled');
  t.is(settlementOf(cancelled, { how: 'interrupted' }, at).status, 'cancelled');
  t.is(settlementOf(cancelled, { how: 'shutdown' }, at).status, 'cancelled');
});
