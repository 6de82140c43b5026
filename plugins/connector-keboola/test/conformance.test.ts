import { type ConnectorSubject, conformance, type Trouble } from '@agnes/sdk/testing';
import test from 'ava';
import { planned, rowsOf, startStack, token } from './lab.ts';
import { type Fault, stackHost } from './support/keboola-server.ts';
import { routedHttp } from './support/routed-http.ts';
import { typed } from './support/stack-table.ts';

const server = await startStack();
test.after.always(() => server.stop());

server.storeAs({ provider: 'aws', isSliced: true, packing: 'named' });
server.stack.tables = [
  {
    id: 'in.c-crm.orders',
    columns: ['id', 'total'],
    columnMetadata: { id: typed('INTEGER') },
    primaryKey: ['id'],
    rows: [1, 2, 3].map((id) => ({ values: [String(id), '10.5'] })),
  },
  { id: 'in.c-crm.people', columns: ['name'], rows: [{ values: ['Ann'] }, { values: ['Bob'] }] },
];

const always = (fault: Omit<Fault, 'path' | 'times'>, path = /./) =>
  server.goWrong({ path, times: Number.POSITIVE_INFINITY, ...fault });
const troubles: Partial<Record<Trouble, () => void>> = {
  refused: () => always({ status: 401, body: '{"error":"Invalid access token"}' }),
  forbidden: () => always({ status: 403, body: '{"error":"no access"}' }),
  busy: () => always({ status: 429, headers: { 'retry-after': '900' } }),
  broken: () => always({ status: 500 }),
  cut: () => always({ isCut: true }),
  missing: () => always({ status: 404, body: '{"error":"no such table"}' }, /tables\/in/),
};

const subject: ConnectorSubject = {
  folder: new URL('../', import.meta.url),
  config: { stack_url: `https://${stackHost}`, job_poll_seconds: 0.001 },
  secrets: { token_env: token },
  http: ({ staging, secrets }) =>
    routedHttp({ port: server.port, token: String(secrets['token_env']), staging }),
  tables: [
    {
      plan: planned('orders', { primaryKey: ['id'] }),
      columns: ['id', 'total'],
      rows: 3,
      isKnownAgain: true,
    },
    { plan: planned('people'), columns: ['name'], rows: 2, isKnownAgain: true },
  ],
  offered: ['orders', 'people'],
  rowsOf,
  troubles,
  calm: () => {
    server.calm();
    server.stack.jobLooks = 1;
  },
  silence: async () => {
    server.stack.jobLooks = Number.POSITIVE_INFINITY;
    await server.until(/\/jobs\//);
  },
};

for (const { title, run } of conformance(subject)) test.serial(title, (t) => t.notThrowsAsync(run()));
