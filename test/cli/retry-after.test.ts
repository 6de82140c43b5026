import test from 'ava';
import { parquetOf } from './parquet.ts';
import { newMachine } from './run-agnes.ts';
import { type Answerer, problem, startStandIn } from './stand-in.ts';

const path = 'GET /api/data/orders/download';

/** Refuses until the moment that it told, by its own clock. */
const busyUntil = (status: number, text: () => string, untilMs: number): Answerer => {
  let until: number | undefined;
  return (request, response) => {
    until ??= Date.now() + untilMs;
    if (Date.now() >= until) return false;
    response.setHeader('Retry-After', text());
    return problem(status, { code: 'too_busy' })(request, response);
  };
};

const inTwoSeconds = () => new Date(Date.now() + 2_000).toUTCString();

for (const [status, text] of [
  [503, () => '1'],
  [429, () => '1'],
  [503, inTwoSeconds],
] as const) {
  test(`a server that answers ${status} and ${text === inTwoSeconds ? 'a date' : 'seconds'} is asked again then, and not before`, async (t) => {
    const server = await startStandIn(t);
    server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
    server.answers.set(path, busyUntil(status, text, 1_000));
    const machine = await newMachine(t, server.url);

    const { code } = await machine.run(['sync'], { env: { AGNES_STREAM_RETRIES: '1' } });

    t.is(code, 0);
    t.is(server.requests.filter((request) => request === path).length, 2);
  });
}

test('a server that asks to come much later is believed: the sync ends and says when', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  server.answers.set(
    path,
    busyUntil(503, () => '3600', 3_600_000),
  );
  const machine = await newMachine(t, server.url);

  const { code, stdout } = await machine.run(['sync', '--json']);

  t.is(code, 1);
  t.like(JSON.parse(stdout).errors[0], { table: 'orders', code: 'too_busy', retry_after_seconds: 3600 });
  t.is(server.requests.filter((request) => request === path).length, 1);
});
