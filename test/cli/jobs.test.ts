import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { type Answerer, json, startStandIn } from './stand-in.ts';

const events =
  (text: string): Answerer =>
  (_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end(text);
const running =
  'id: 1\nevent: state\ndata: {"status":"running"}\n\n: alive\n\nid: 2\nevent: progress\ndata: {"done":1,"total":2,"unit":"tables"}\n\n';
const job = { id: 'j1', kind: 'sync.run', status: 'succeeded' };

test('a triggered refresh is followed to the end of its job', async (t) => {
  const server = await startStandIn(t);
  server.answers.set(
    'POST /api/sync/trigger',
    json({ status: 'triggered', tables: [], message: 'ok', job_id: 'j1' }),
  );
  server.answers.set(
    'GET /api/jobs/j1/events',
    events(`${running}id: 3\nevent: end\ndata: {"status":"succeeded"}\n\n`),
  );
  server.answers.set('GET /api/jobs/j1', json(job));
  const machine = await newMachine(t, server.url);

  const { code, stdout, stderr } = await machine.run(['sync', '--trigger', '--wait', '--table', 'orders']);

  t.is(code, 0);
  t.deepEqual(server.bodies, [{ tables: ['orders'] }]);
  t.is(stderr, 'state running\nprogress 1/2 tables\nend succeeded\n');
  t.regex(stdout, /status {4}succeeded/);
});

test('watching a job that fails fails, and says why', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/jobs/j1/events', events('event: end\ndata: {}\n\n'));
  server.answers.set(
    'GET /api/jobs/j1',
    json({ ...job, status: 'partial', error: { message: 'One table failed.' } }),
  );
  const machine = await newMachine(t, server.url);

  const { code, stdout } = await machine.run(['jobs', 'watch', 'j1', '--json']);

  const [event, result] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.is(code, 1);
  t.like(event, { event: 'end' });
  t.like(result, { ok: false, error: { code: 'job_not_done', status: 'partial' }, job: { id: 'j1' } });
});

test('a stream of events that breaks is taken up after the last event seen', async (t) => {
  const server = await startStandIn(t);
  const states = ['running', 'succeeded'];
  server.answers.set('GET /api/jobs/j1/events', (request, response) =>
    request.headers['last-event-id'] === undefined
      ? response.writeHead(200).write(running, () => response.destroy())
      : response.writeHead(200).end('id: 3\nevent: end\ndata: {}\n\n'),
  );
  server.answers.set('GET /api/jobs/j1', (request, response) =>
    json({ ...job, status: states.shift() })(request, response),
  );
  const machine = await newMachine(t, server.url);

  const { code } = await machine.run(['jobs', 'watch', 'j1']);

  t.is(code, 0);
  t.deepEqual(
    server.heads.flatMap(({ headers }) => headers['last-event-id'] ?? []),
    ['2'],
  );
});

test('watching ends at a job that asks, with its question and how to answer it', async (t) => {
  const server = await startStandIn(t);
  const question = 'Publish although 9 of 10 rows are gone?';
  server.answers.set('GET /api/jobs/j1/events', (_request, response) =>
    // The stream of such a job stays open.
    response
      .writeHead(200)
      .write(`id: 1\nevent: state\ndata: ${JSON.stringify({ status: 'needs_confirmation', question })}\n\n`),
  );
  server.answers.set(
    'GET /api/jobs/j1',
    json({ ...job, status: 'needs_confirmation', confirm: { question } }),
  );
  const machine = await newMachine(t, server.url);

  const { code, stdout, stderr } = await machine.run(['jobs', 'watch', 'j1']);

  t.is(code, 1);
  t.regex(stdout, /question +Publish although/);
  t.regex(stderr, /state needs_confirmation Publish although/);
  t.regex(stderr, /agnes jobs confirm j1/);
});

test('jobs are listed, stopped and answered', async (t) => {
  const server = await startStandIn(t);
  const asking = { ...job, status: 'needs_confirmation', confirm: { question: 'Really?' } };
  server.answers.set('GET /api/jobs', json({ jobs: [asking], count: 1, next_cursor: 'more' }));
  server.answers.set('GET /api/jobs/j1', json(asking));
  server.answers.set('POST /api/jobs/j1/cancel', json({ id: 'j1', status: 'cancelling' }, 202));
  server.answers.set('POST /api/jobs/j1/confirm', json({ id: 'j1', status: 'queued' }, 202));
  const machine = await newMachine(t, server.url);

  const listed = await machine.run(['jobs', 'list', '--status', 'needs_confirmation', '--limit', '1']);
  const stopped = await machine.json(['jobs', 'cancel', 'j1']);
  const confirmed = await machine.json(['jobs', 'confirm', 'j1']);
  const declined = await machine.run(['jobs', 'confirm', 'j1', '--decline']);

  t.regex(listed.stdout, /j1 .*needs_confirmation.*Really\?/);
  t.regex(listed.stderr, /more than 1/);
  t.like(stopped, { ok: true, status: 'cancelling' });
  t.like(confirmed, { ok: true, id: 'j1', status: 'queued' });
  t.is(declined.code, 0);
  t.deepEqual(server.bodies.slice(-2), [{ accept: true }, { accept: false }]);
  t.true(server.heads.some(({ url }) => url === '/api/jobs?limit=1&status=needs_confirmation'));
});
