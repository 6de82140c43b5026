import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { isRunning } from '../fixtures/child/processes.ts';
import { planned, run } from '../fixtures/connector-run/run.ts';
import { likeWhole } from '../support/like-whole.ts';

test('a connector that loops and is deaf to SIGTERM is killed, and what it had finished is kept', async (t) => {
  const { outcome, staging } = await run(t, {
    entry: 'deaf.ts',
    tables: [planned('one'), planned('two')],
    limits: { timeoutSec: 4 },
  });

  likeWhole(t, outcome, {
    ok: false,
    error: { code: 'run_timeout', class: 'Timeout', retryable: true },
    tables: [{ status: 'read' }, { status: 'failed', error: { code: 'run_timeout' } }],
  });
  t.false(await isRunning(Number(await readFile(join(staging, 'pid'), 'utf8'))));
});

test('a connector that gives no sign of life is stopped long before its deadline', async (t) => {
  const { outcome } = await run(t, { entry: 'deaf.ts', limits: { silenceSec: 1 } });

  t.like(outcome.error, { code: 'run_silent' });
});

test('a connector that holds too much in Buffers is stopped', async (t) => {
  const { outcome } = await run(t, {
    entry: 'greedy.ts',
    command: 'check',
    config: { what: 'buffers' },
    limits: { memoryMb: 128 },
  });

  t.like(outcome.error, { code: 'out_of_memory', class: 'BudgetExceeded' });
});

test('a connector whose memory the system would still allow is stopped at its own limit', async (t) => {
  const { outcome } = await run(t, {
    entry: 'greedy.ts',
    command: 'check',
    config: { what: 'some' },
    limits: { memoryMb: 128, timeoutSec: 30 },
  });

  t.like(outcome.error, {
    code: 'out_of_memory',
    message: '"acme/fixture" needed more than its 128 MB of memory and was stopped.',
  });
});

test('a connector that reserves more than it may have gets an error at once', async (t) => {
  const { outcome } = await run(t, {
    entry: 'greedy.ts',
    command: 'check',
    config: { what: 'reserved' },
    limits: { memoryMb: 128, timeoutSec: 20 },
  });

  t.like(outcome.error, {
    code: 'out_of_memory',
    message: 'The plugin needed more memory than it may have.',
  });
});

test('a connector that fills its heap is told apart from one that crashes', async (t) => {
  const { outcome } = await run(t, {
    entry: 'greedy.ts',
    command: 'check',
    config: { what: 'heap' },
    limits: { memoryMb: 64 },
  });

  t.like(outcome.error, { code: 'out_of_memory' });
});

test('a connector that fills the disk is stopped', async (t) => {
  const { outcome } = await run(t, {
    entry: 'greedy.ts',
    command: 'check',
    config: { what: 'disk' },
    limits: { maxOutputMb: 20 },
  });

  t.like(outcome.error, { code: 'output_limit' });
});

test('output is also measured when the run is over', async (t) => {
  const { outcome } = await run(t, {
    entry: 'greedy.ts',
    command: 'check',
    config: { what: 'sprint' },
    limits: { maxOutputMb: 20 },
  });

  t.like(outcome, { ok: false, error: { code: 'output_limit' } });
});

test('rows beyond the output of a run are refused before they are written', async (t) => {
  const script = [
    { type: 'columns', table: 'table', columns: [{ name: 'a', type: 'VARCHAR' }] },
    { type: 'rows', table: 'table', rows: [{ a: 'x'.repeat(1024 * 1024) }] },
  ];

  const { outcome } = await run(t, { entry: 'scripted.ts', config: { script }, limits: { maxOutputMb: 1 } });

  t.like(outcome.error, { code: 'output_limit', message: 'The run wrote more than 1048576 bytes.' });
});

test('a connector that speaks now and then is not taken for silent', async (t) => {
  const { outcome } = await run(t, { entry: 'clings.ts', limits: { silenceSec: 4 } });

  likeWhole(t, outcome, { ok: true, tables: [{ status: 'unchanged' }] });
});

test('a connector that is done and does not go away is made to go', async (t) => {
  const { outcome } = await run(t, {
    entry: 'clings.ts',
    command: 'check',
    limits: { silenceSec: 600 },
  });

  t.true(outcome.ok);
});

test('a cancelled run is asked to end, and may do so in order', async (t) => {
  const controller = new AbortController();
  const log: string[] = [];
  const hear = (line: string): void => {
    log.push(line);
    controller.abort();
  };

  const { outcome } = await run(t, { entry: 'waits.ts', command: 'check', signal: controller.signal, hear });

  t.deepEqual(log, ['waiting', 'was asked to end']);
  t.true(outcome.ok);
});

test('a run cancelled before it starts ends as cancelled', async (t) => {
  const { outcome } = await run(t, { entry: 'deaf.ts', signal: AbortSignal.abort() });

  likeWhole(t, outcome, { ok: false, error: { code: 'cancelled' }, tables: [{ status: 'failed' }] });
});
