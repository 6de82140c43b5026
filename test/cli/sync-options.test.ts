import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { startStandIn } from './stand-in.ts';

test('options of sync that would not be obeyed together are refused before anything is sent', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const calls = [
    '--trigger --dry-run',
    '--trigger --upload-only',
    '--trigger --parallel 2',
    '--docs-only --upload-only',
    '--docs-only --table orders',
    '--docs-only --no-prune',
    '--upload-only --full',
    '--upload-only --table orders',
    '--source files',
    '--accept-schema --full',
  ];

  const ended = await Promise.all(calls.map((call) => machine.run(['sync', ...call.split(' ')])));

  t.deepEqual(
    ended.map(({ code }) => code),
    calls.map(() => 2),
  );
  t.regex(ended[0]?.stderr ?? '', /--trigger and --dry-run exclude each other/);
  t.deepEqual(server.requests, []);
});

test('what is joined with BigQuery has no plan, however it is given', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const stdin = '{"sql":"SELECT n FROM a","register_bq":{"a":"SELECT 1 AS n"}}';

  const { code } = await machine.run(['query', '--stdin', '--dry-run'], { stdin });

  t.is(code, 2);
  t.deepEqual(server.requests, []);
});
