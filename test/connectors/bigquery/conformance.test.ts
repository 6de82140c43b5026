import { setImmediate } from 'node:timers/promises';
import type { PlannedTable } from '@agnes/sdk/connector';
import { type ConnectorSubject, conformance } from '@agnes/sdk/testing';
import test from 'ava';
import { BigQueryServer, type Fault } from '../../support/bigquery-server/bigquery-server.ts';
import { realHttp, seed, settingsFor } from '../../support/bigquery-server/lab.ts';
import { TokenDesk } from '../../support/bigquery-server/token-desk.ts';

const server = await BigQueryServer.start([
  seed('orders', `SELECT i AS id, 'o' || i AS name FROM range(3) AS numbers(i)`),
  seed('people', 'SELECT 1 AS n'),
]);
server.tokens.isOnMachine = false;
server.catalog.pages = { rows: 2, names: 1 };

const planned = (name: string, more: Partial<PlannedTable> = {}): PlannedTable => ({
  id: name,
  name,
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: [],
  ...more,
});

const sourceQuery = 'SELECT count(*) AS n FROM `data-project`.`sales`.`orders`';
const always = (fault: Omit<Fault, 'path' | 'times'>) =>
  server.faults.push({ path: /\/bigquery\/v2\//, times: Number.POSITIVE_INFINITY, ...fault });
const key = server.tokens.keyFile;
// Signed with another key than the one that the server knows.
const { keyFile: otherKey } = await TokenDesk.open();
test.after.always(() => server.stop());

const rateLimited = { status: 429, reason: 'rateLimitExceeded', message: 'Too many' };

/** Until somebody asks for the answer of a job. */
const untilAsked = async (from: number): Promise<void> => {
  while (!server.seen.slice(from).some(({ path }) => path.includes('/queries/'))) await setImmediate();
};

const subject: ConnectorSubject = {
  folder: new URL('../../../plugins/connector-bigquery/', import.meta.url),
  config: { ...settingsFor(server), credentials_env: 'GOOGLE_KEY' },
  secrets: { credentials_env: key },
  wrongSecrets: { credentials_env: otherKey },
  // One for each call: what was signed in with another key is not known to it.
  http: () => ({ ...realHttp }),
  tables: [
    { plan: planned('orders', { bucket: 'sales', sourceTable: 'orders' }), columns: ['id', 'name'], rows: 3 },
    { plan: planned('total', { queryMode: 'materialized', sourceQuery }), columns: ['n'], rows: 1 },
  ],
  offered: ['orders', 'people'],
  troubles: {
    refused: () => void always({ status: 401, reason: 'authError', message: 'Invalid Credentials' }),
    forbidden: () => void always({ status: 403, reason: 'accessDenied', message: 'Access Denied' }),
    busy: () => void always({ ...rateLimited, headers: { 'retry-after': '900' } }),
    broken: () => void always({ status: 500, reason: 'backendError', message: 'Error encountered' }),
    missing: () => void always({ status: 404, reason: 'notFound', message: 'Not found: Table x' }),
  },
  codes: { busy: 'bq_upstream_error', broken: 'bq_upstream_error' },
  isPatient: true,
  silence: async () => {
    server.jobs.isSlow = true;
    await untilAsked(server.seen.length);
  },
  calm: () => {
    server.faults.length = 0;
    server.jobs.isSlow = false;
  },
};

for (const { title, run } of conformance(subject)) test.serial(title, (t) => t.notThrowsAsync(run()));
