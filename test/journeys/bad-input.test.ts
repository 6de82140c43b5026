import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { signToken } from '../../host/identity/credentials/access-token.ts';
import { fileContext } from '../support/file-context.ts';
import { filesSource } from '../support/files-source.ts';
import { type Answer, HostClient } from '../support/host-client.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const secret = 'p4Xw9vB2kQ7zT1mR8sL3nC6yH5dJ0fGa';
const files = {
  'orders.csv': 'id\n1\n2\n',
  'broken.parquet': 'PAR1 no PAR1',
  'broken.json': '[{"a": 1}, {',
};

const context = fileContext();
let host: StartedHost;

test.before(async () => {
  const config = await filesSource(context, files);
  const packed = await tempFolder(context);
  await writeFile(join(packed, 'agnes-cli-0.1.0.tgz'), 'bytes');
  host = await startHost(context, { config, env: { JWT_SECRET_KEY: secret, AGNES_CLI_DIST_DIR: packed } });
});

const sql = (text: string) => ['POST /api/query', { body: { sql: text } }] as const;

/** What cannot be answered, and with which status and code. */
const refusals = [
  [['POST /api/query', { body: '{"sql": sel' }], 400, 'malformed_body'],
  [['POST /api/query', { body: {} }], 422, 'invalid_input'],
  [
    ['POST /api/query', { body: 'x', headers: { 'content-type': 'text/plain' } }],
    415,
    'unsupported_media_type',
  ],
  [sql(`select '${'x'.repeat(300_000)}'`), 400, 'statement_too_long'],
  [sql('selec 1'), 400, 'query_failed'],
  [sql('select nothing from orders'), 400, 'query_failed'],
  [sql('select * from nope'), 400, 'table_not_available'],
  [sql('drop table orders'), 400, 'not_a_select'],
  [sql("select * from read_csv('/etc/passwd')"), 400, 'function_not_allowed'],
  [sql("select * from '/etc/passwd'"), 400, 'table_not_available'],
  [['POST /api/admin/sources', { body: { slug: 'x', type: 'files', colour: 'red' } }], 422, 'invalid_input'],
  [['POST /api/admin/sources', { body: { slug: 'x', type: 'nope' } }], 422, 'invalid_source'],
  [['POST /api/admin/sources', { body: { slug: '../x', type: 'files' } }], 422, 'invalid_source'],
  [
    ['POST /api/admin/register-table', { body: { name: 'orders', source_type: 'files' } }],
    409,
    'table_exists',
  ],
  [['POST /api/sync/trigger', { body: { tables: ['nope'] } }], 422, 'unknown_table'],
  [['GET /api/data/nope/download', {}], 404, 'table_not_found'],
  [['GET /api/data/..%2f..%2fstate%2fsystem.duckdb/download', {}], 404, 'table_not_found'],
  [['GET /api/jobs/nope', {}], 404, 'job_not_found'],
  [['GET /api/jobs?limit=many', {}], 422, 'invalid_input'],
  [['GET /api/nope', {}], 404, 'no_such_route'],
  [['PUT /api/query', { body: {} }], 405, 'method_not_allowed'],
] as const;

/** Status and code of a whole problem of RFC 9457; of anything else all that it says. */
const problemOf = ({ status, headers, text, body }: Answer): unknown => {
  const { detail, code, hint, request_id, type, title } = body;
  const isWhole =
    [detail, hint, type, title].every((word) => typeof word === 'string' && word !== '') &&
    headers.get('content-type') === 'application/problem+json' &&
    headers.get('x-request-id') === request_id &&
    body['status'] === status;
  return isWhole ? [status, code] : text;
};

/** A path of the description; a question that must be asked about something is not asked here. */
interface Described {
  readonly get?: { readonly parameters: readonly { readonly required: boolean }[] };
}

test.serial(
  'no page and no list tells where the data folder is, not even after a run that failed',
  async (t) => {
    const client = await host.asAdmin();
    const job = await client.sync();
    const { paths } = await client.ask('GET /openapi.json');
    const readable = Object.entries(paths as Readonly<Record<string, Described>>)
      .filter(
        ([path, { get }]) =>
          get &&
          !path.includes('{') &&
          // Git alone reads this one, and signs in by Basic.
          !path.startsWith('/marketplace.git/') &&
          !get.parameters.some(({ required }) => required),
      )
      .map(([path]) => `GET ${path}`);

    const answers = await Promise.all(
      [...readable, `GET /api/jobs/${job['id']}`, 'GET /api/sync/runs'].map(async (route) => ({
        route,
        ...(await client.send(route)),
      })),
    );

    t.like(job, { status: 'partial' });
    t.true(answers.length > 20);
    t.deepEqual(
      answers.filter(({ text }) => text.includes(host.dataDir)).map(({ route, text }) => `${route} ${text}`),
      [],
    );
    t.deepEqual(
      answers.filter(({ status }) => status >= 400).map(({ route, status }) => `${route} ${status}`),
      // No application has sent anybody there.
      ['GET /oauth/authorize 400'],
    );
  },
);

test.serial(
  'every bad request is answered by a problem that says what to do, and nothing of the host',
  async (t) => {
    const client = await host.asAdmin();
    await client.sync();

    const answers = await Promise.all(refusals.map(([[route, sent]]) => client.send(route, sent)));

    t.deepEqual(
      answers.map(problemOf),
      refusals.map(([, status, code]) => [status, code]),
    );
    t.deepEqual(
      answers.filter(({ text }) => text.includes(host.dataDir)),
      [],
    );
    t.deepEqual(await client.rows('select count(*) from orders'), [[2]]);
  },
);

test.serial('a key nobody knows is ignored where older clients may send one', async (t) => {
  const client = await host.asAdmin();

  const table = { name: 'again', connection: 'files', source_table: 'orders.csv', colour: 'red' };
  const registered = await client.send('POST /api/admin/register-table', { body: table });
  const asked = await client.send('POST /api/query', { body: { sql: 'select 1', colour: 'red' } });

  t.is(registered.status, 201);
  t.is(asked.status, 200);
});

test.serial(
  'a token that is garbage, expired, of another key or of nobody is refused by its own code',
  async (t) => {
    const { url, dataDir } = host;
    const key = new TextEncoder().encode(secret);
    const claims = {
      sub: '01a20bd0-0000-7000-8000-000000000001',
      jti: '01a20bd0-0000-7000-8000-000000000002',
      email: 'nobody@example.com',
      typ: 'session',
      issuedAt: new Date(Date.now() - 60_000),
    } as const;
    const tokens = [
      'garbage',
      'a.b.c',
      await signToken(key, { ...claims, expiresAt: new Date(Date.now() - 1_000) }),
      await signToken(new TextEncoder().encode(secret.toLowerCase()), claims),
      await signToken(key, claims),
    ];

    const answers = await Promise.all(
      [undefined, ...tokens].map((token) => new HostClient(url, token).send('GET /api/catalog/tables')),
    );

    t.deepEqual(answers.map(problemOf), [
      [401, 'missing_credentials'],
      [401, 'invalid_token'],
      [401, 'invalid_token'],
      [401, 'token_expired'],
      [401, 'invalid_token'],
      [401, 'user_not_found'],
    ]);
    t.false(answers.some(({ text }) => text.includes(dataDir)));
    t.is(answers[0]?.headers.get('www-authenticate'), 'Bearer realm="agnes"');
  },
);
