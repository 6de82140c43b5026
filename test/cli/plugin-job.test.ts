import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { type Answerer, json, startStandIn } from './stand-in.ts';

const ended: Answerer = (_request, response) =>
  response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('event: end\ndata: {}\n\n');
const accepted = json({ status: 'accepted', job_id: 'j1' });

test('a job of a plugin is started with what it takes, and its result is shown', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /x/acme/pushes/jobs/fill', accepted);
  server.answers.set('GET /api/jobs/j1/events', ended);
  server.answers.set('GET /api/jobs/j1', json({ id: 'j1', status: 'succeeded', result: { filled: 2 } }));
  const machine = await newMachine(t, server.url);
  const params = [
    '--param',
    'count=2',
    '--param',
    'jql=a = b',
    '--param',
    'keys=["A-1"]',
    '--source',
    'desk',
  ];

  const started = await machine.run(['admin', 'job', 'run', 'acme/pushes/fill', ...params]);
  const waited = await machine.run(['admin', 'job', 'run', 'acme/pushes/fill', '--wait']);

  t.deepEqual(server.bodies, [{ count: 2, jql: 'a = b', keys: ['A-1'], connection: 'desk' }, {}]);
  t.deepEqual([started.code, waited.code], [0, 0]);
  t.is(started.stdout, 'Follow it with: agnes jobs watch j1\n');
  t.regex(waited.stdout, /"filled": 2/);
});

test('what a job reports to have failed is a failure, and so is an alert', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /x/agnes/connector-jira/jobs/consistency', accepted);
  server.answers.set('GET /api/jobs/j1/events', ended);
  const machine = await newMachine(t, server.url);
  const codes: (number | null)[] = [];
  for (const result of [{ failed: 0 }, { failed: 2 }, { failed: ['A-1'] }, { alert_level: 'ERROR' }]) {
    const sources = [
      { source: 'a', result: { alert_level: 'INFO' } },
      { source: 'b', result },
    ];
    server.answers.set('GET /api/jobs/j1', json({ id: 'j1', status: 'succeeded', result: { sources } }));
    codes.push((await machine.run(['admin', 'jira', 'check'])).code);
  }

  t.deepEqual(codes, [0, 1, 1, 1]);
});

test('what names no job, and what is no parameter, is told before anything is sent', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const unnamed = await machine.run(['admin', 'job', 'run', 'pushes/fill']);
  const unset = await machine.run(['admin', 'job', 'run', 'a/b/c', '--param', 'count']);

  t.deepEqual([unnamed.code, unset.code], [2, 2]);
  t.regex(unnamed.stderr, /names no job/);
  t.regex(unset.stderr, /takes name=value/);
});
