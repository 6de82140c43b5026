import test from 'ava';
import { ended, type Machine, newMachine } from './run-agnes.ts';
import { json, problem, type StandIn, startStandIn } from './stand-in.ts';

const route = 'GET /auth/me';

/** What `auth whoami` makes of each of these answers. */
const outcomes = async (machine: Machine, server: StandIn, statuses: readonly number[]) => {
  const codes: Record<number, number | null> = {};
  for (const status of statuses) {
    server.answers.set(route, problem(status));
    codes[status] = (await machine.run(['auth', 'whoami'])).code;
  }
  return codes;
};

test('each HTTP status has its exit code', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);

  const codes = await outcomes(machine, server, [400, 401, 403, 404, 409, 418, 422, 429, 500, 503]);

  t.deepEqual(codes, { 400: 2, 401: 7, 403: 8, 404: 8, 409: 6, 418: 9, 422: 2, 429: 3, 500: 5, 503: 5 });
});

test('a refusal is told to people on stderr, and to programs in JSON', async (t) => {
  const server = await startStandIn(t);
  server.answers.set(route, problem(403));
  const machine = await newMachine(t, server.url);

  const people = await machine.run(['auth', 'whoami']);
  const program = await machine.json(['auth', 'whoami']);

  t.is(people.stdout, '');
  t.is(people.stderr, 'Error: not_so (HTTP 403)\n  It is not so.\n  Hint: Do this.\n');
  const error = { code: 'not_so', message: 'It is not so.', hint: 'Do this.', http: 403 };
  t.like(program, { ok: false, error });
});

test('a refusal with fields shows them in their order, empty ones as such, hides null, and ends with a command that is a way out', async (t) => {
  const server = await startStandIn(t);
  const detail = {
    limit_bytes: 5,
    scan_bytes: 9,
    reason: 'remote_scan_too_large',
    path: '',
    tables: ['web'],
    current: null,
    extra: { a: 1 },
    suggestion: 'Add a WHERE.',
  };
  server.answers.set(route, json({ detail }, 400));
  const machine = await newMachine(t, server.url);

  const { stderr } = await machine.run(['auth', 'whoami']);

  t.deepEqual(stderr.split('\n'), [
    'Error: remote_scan_too_large (HTTP 400)',
    '  reason: remote_scan_too_large',
    '  path: (empty)',
    '  scan_bytes: 9',
    '  limit_bytes: 5',
    '  tables: web',
    '  extra: {"a":1}',
    '  Hint: Add a WHERE. Or keep the part you need here: agnes fetch web --select COLUMNS --where',
    '  CONDITION',
    '',
  ]);
});

test('every fault of a refused body is shown with its place', async (t) => {
  const server = await startStandIn(t);
  const errors = [{ loc: '/config/root', msg: 'is not a known key', type: 'additionalProperties' }];
  server.answers.set(route, problem(422, { errors }));
  const machine = await newMachine(t, server.url);

  const { stderr } = await machine.run(['auth', 'whoami']);

  t.regex(stderr, /\n {2}\/config\/root: is not a known key\n {2}Hint: Do this\.\n$/);
});

test('a text of a proxy is shown, cut at 500 characters and without control characters', async (t) => {
  const server = await startStandIn(t);
  server.answers.set(route, (_request, response) =>
    response.writeHead(502).end(`\u001b[2Jbad ${'x'.repeat(900)}`),
  );
  const machine = await newMachine(t, server.url);

  const { stderr, code } = await machine.run(['auth', 'whoami']);

  t.is(code, 5);
  t.regex(stderr, /^HTTP 502: bad x{490,496}\n$/);
});

test('a server that is not there is 9', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const { code, stderr } = await machine.run(['auth', 'whoami']);

  t.is(code, 9);
  t.regex(stderr, /http:\/\/127\.0\.0\.1:9 cannot be reached: nothing listens there/);
});

test('an idle connection that the server has closed is replaced without a word', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/version', (request) => {
    server.answers.set('GET /api/version', json({ version: '1.2.3' }));
    request.socket.resetAndDestroy();
  });
  const machine = await newMachine(t, server.url);

  const status = await machine.json(['status']);

  t.like(status, { ok: true, server: { version: '1.2.3' } });
});

test('a server that says nothing is given up after --timeout', async (t) => {
  const server = await startStandIn(t);
  server.answers.set(route, () => true);
  const machine = await newMachine(t, server.url);

  const { code, stderr } = await machine.run(['auth', 'whoami', '--timeout', '1']);

  t.is(code, 9);
  t.regex(stderr, /sent nothing for 1 seconds/);
});

test('a server that has moved is named, and the token does not follow', async (t) => {
  const [server, other] = [await startStandIn(t), await startStandIn(t)];
  server.answers.set(route, (_request, response) =>
    response.writeHead(308, { Location: `${other.url}/auth/me` }).end(),
  );
  const machine = await newMachine(t, server.url);

  const { code, stderr } = await machine.run(['auth', 'whoami']);

  t.is(code, 9);
  t.true(stderr.includes(`has moved to ${other.url}`));
  t.deepEqual(other.requests, []);
});

test('a client older than the server wants is 10', async (t) => {
  const server = await startStandIn(t);
  server.answers.set(route, (_request, response) =>
    response.writeHead(200, { 'X-Agnes-Min-Client': '99.0.0' }).end('{}'),
  );
  const machine = await newMachine(t, server.url);

  const { code, stderr } = await machine.run(['auth', 'whoami']);

  t.is(code, 10);
  t.regex(stderr, /needs agnes 99\.0\.0 or newer/);
});

test('an answer that is not JSON is told and not shown as success', async (t) => {
  const server = await startStandIn(t);
  server.answers.set(route, (_request, response) => response.end('<html>'));
  const machine = await newMachine(t, server.url);

  const { code, stderr } = await machine.run(['auth', 'whoami']);

  t.is(code, 9);
  t.regex(stderr, /it is not JSON/);
});

test('Ctrl-C ends a query on the server, with 130', async (t) => {
  const server = await startStandIn(t);
  const asked = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  server.answers.set('POST /api/query', (_request, response) => {
    response.once('close', gone.resolve);
    asked.resolve();
  });
  const machine = await newMachine(t, server.url);
  const child = machine.start(['query', '--remote', 'SELECT 1', '--json']);
  await asked.promise;

  child.kill('SIGINT');
  const { code, stdout } = await ended(child);
  await gone.promise;

  t.is(code, 130);
  t.like(JSON.parse(stdout), { ok: false, error: { code: 'interrupted' } });
});

test('--verbose shows the request id, and never the token', async (t) => {
  const server = await startStandIn(t);
  server.answers.set(route, problem(403));
  const machine = await newMachine(t, server.url);

  const { stderr } = await machine.run(['auth', 'whoami', '--verbose']);

  t.regex(stderr, /GET \/auth\/me → 403 in \d+ ms \(request abc123\)/);
  t.regex(stderr, /\n {2}request: abc123\n$/);
  t.false(stderr.includes('Bearer'));
});
