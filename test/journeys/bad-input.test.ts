import test from 'ava';
import { signToken } from '../../host/identity/credentials/access-token.ts';
import { filesSource } from '../support/files-source.ts';
import { type Answer, HostClient } from '../support/host-client.ts';
import { startHost } from '../support/start-host.ts';

const key = 'p4Xw9vB2kQ7zT1mR8sL3nC6yH5dJ0fGa';

/** Status and code of a problem; anything that is not a whole RFC 9457 problem, or tells where the host lives, is told apart. */
const problemOf = ({ status, headers, text, body }: Answer, dataDir: string): unknown => {
  const { detail, code, hint, request_id, type, title } = body;
  const isWhole =
    [detail, hint, type, title].every((word) => typeof word === 'string' && word !== '') &&
    headers.get('content-type') === 'application/problem+json' &&
    headers.get('x-request-id') === request_id &&
    body['status'] === status &&
    !text.includes(dataDir);
  return isWhole ? [status, code] : text;
};

test.serial(
  'every bad request is answered by a problem that says what to do and nothing about the host',
  async (t) => {
    const config = await filesSource(t, { 'orders.csv': 'id\n1\n2\n' });
    const { dataDir, asAdmin } = await startHost(t, { config });
    const client = await asAdmin();
    await client.sync();
    const sql = (text: string) => ['POST /api/query', { body: { sql: text } }] as const;
    const requests = [
      ['POST /api/query', { body: '{"sql": sel' }],
      ['POST /api/query', { body: '"\xff"' }],
      ['POST /api/query', { body: {} }],
      ['POST /api/query', { body: 'x', headers: { 'content-type': 'text/plain' } }],
      ['POST /api/query', { body: { sql: `select '${'x'.repeat(300_000)}'` } }],
      sql('selec 1'),
      sql('select nothing from orders'),
      sql('select * from nope'),
      sql('drop table orders'),
      sql("select * from read_csv('/etc/passwd')"),
      sql(`select * from '${dataDir}/extracts/files/extract.duckdb'`),
      ['POST /api/admin/sources', { body: { slug: 'x', type: 'files', config: {}, colour: 'red' } }],
      ['POST /api/admin/sources', { body: { slug: 'x', type: 'nope', config: {} } }],
      ['POST /api/admin/sources', { body: { slug: '../x', type: 'files', config: {} } }],
      ['POST /api/admin/register-table', { body: { name: 'orders', connection: 'files' } }],
      ['POST /api/sync/trigger', { body: { tables: ['nope'] } }],
      ['GET /api/data/nope/download', {}],
      ['GET /api/data/..%2f..%2fstate%2fsystem.duckdb/download', {}],
      ['GET /api/jobs/nope', {}],
      ['GET /api/jobs?limit=many', {}],
      ['GET /api/nope', {}],
      ['PUT /api/query', { body: {} }],
    ] as const;

    const answers = await Promise.all(requests.map(([route, sent]) => client.send(route, sent)));

    t.log(answers.map((answer) => problemOf(answer, dataDir)));
    t.pass();
  },
);
