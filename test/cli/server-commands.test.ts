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

test('plugins are listed with what is wrong with them', async (t) => {
  const server = await startStandIn(t);
  server.answers.set(
    'GET /api/admin/plugins',
    json({
      plugins: [
        {
          id: 'acme/crm',
          version: '1.0.0',
          state: 'failed',
          reason: 'setup took too long',
          next_action: 'Restart.',
        },
      ],
    }),
  );
  const machine = await newMachine(t, server.url);

  const { stdout } = await machine.run(['admin', 'plugin', 'list']);

  t.regex(stdout, /acme\/crm {2}1\.0\.0 {4}failed {2}setup took too long → Restart\./);
});
