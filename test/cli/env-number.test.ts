import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { startStandIn } from './stand-in.ts';

const wrong = [
  ['AGNES_PARALLEL', 'many', 'sync', 'AGNES_PARALLEL must be a whole number from 1 to 8, not "many".'],
  ['AGNES_PARALLEL', '9', 'sync', 'AGNES_PARALLEL must be a whole number from 1 to 8, not "9".'],
  [
    'AGNES_STREAM_RETRIES',
    '-1',
    'sync',
    'AGNES_STREAM_RETRIES must be a whole number from 0 to 100, not "-1".',
  ],
  [
    'AGNES_SNAPSHOT_QUOTA_GB',
    '10GB',
    'disk-info',
    'AGNES_SNAPSHOT_QUOTA_GB must be a number from 0 to 1000000, not "10GB".',
  ],
] as const;

test('a variable that is no number it may be is refused by its name, with the rule and an example', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);

  const ended = await Promise.all(
    wrong.map(([name, value, command]) => machine.run([command, '--json'], { env: { [name]: value } })),
  );

  t.deepEqual(
    ended.map(({ code }) => code),
    wrong.map(() => 2),
  );
  const errors = ended.map(
    ({ stdout }) => (JSON.parse(stdout) as { error: { message: string; hint: string } }).error,
  );
  t.deepEqual(
    errors.map(({ message }) => message),
    wrong.map(([, , , message]) => message),
  );
  t.is(errors[0]?.hint, 'Example: AGNES_PARALLEL=4; without it 4 counts.');
  t.deepEqual(server.requests, []);
});

test('a variable that is empty says nothing', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  machine.env['AGNES_SNAPSHOT_QUOTA_GB'] = '';

  const room = await machine.json(['disk-info']);

  t.is(room['quota_gb'], 10);
});
