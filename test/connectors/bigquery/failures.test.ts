import { isPlatformError } from '@agnes/sdk';
import test from 'ava';
import { clientAccess } from '../../../plugins/connector-bigquery/client-access.ts';
import type { Settings } from '../../../plugins/connector-bigquery/settings.ts';
import { tokensOf } from '../../../plugins/connector-bigquery/tokens.ts';
import { BigQueryServer, type Fault } from '../../support/bigquery-server/bigquery-server.ts';
import { contextFor, settingsFor } from '../../support/bigquery-server/lab.ts';

let server: BigQueryServer;
test.before(async () => {
  server = await BigQueryServer.start([]);
});
test.after.always(() => server.stop());

const access = (more: Settings = {}, isPatient = false) => {
  const config = { ...settingsFor(server), ...more };
  return clientAccess({ config, tokens: tokensOf(contextFor(config)), isPatient });
};

const { signal } = new AbortController();

const fault = (status: number, reason: string, message: string): Fault => ({
  path: /\/jobs$/,
  times: 1,
  status,
  reason,
  message,
});

const denied =
  'Caller does not have required permission to use project billing-project. serviceusage.services.use';
const failures: readonly (readonly [string, Fault, string])[] = [
  ['the token is refused', fault(401, 'authError', 'Invalid Credentials'), 'auth_failed'],
  ['the account may not bill the project', fault(403, 'forbidden', denied), 'cross_project_forbidden'],
  ['the account may not read', fault(403, 'accessDenied', 'Access Denied: Table x'), 'bq_forbidden'],
  ['a quota is used up', fault(403, 'quotaExceeded', 'Quota exceeded'), 'bq_upstream_error'],
  ['there is no such table', fault(404, 'notFound', 'Not found: Table x'), 'not_found_upstream'],
  ['somebody else is in the way', fault(429, 'rateLimitExceeded', 'Too many'), 'bq_upstream_error'],
  ['it fails itself', fault(500, 'backendError', 'Error encountered'), 'bq_upstream_error'],
];

for (const [what, failure, code] of failures) {
  test.serial(`when ${what}, the failure is ${code}`, async (t) => {
    server.faults.push(failure);

    const error = await t.throwsAsync(access().dryRun({ sql: 'SELECT 1', isUserSql: true }));

    t.true(isPlatformError(error));
    t.like(error, { code });
    t.true(error?.message.includes(failure.message));
  });
}

test.serial('a busy BigQuery is asked again, and one that asks to wait says how long', async (t) => {
  server.faults.push(fault(503, 'backendError', 'Service Unavailable'));
  const patient = await access({}, true).dryRun({ sql: 'SELECT 1' });
  server.faults.push({
    ...fault(503, 'backendError', 'Service Unavailable'),
    headers: { 'retry-after': '17' },
  });
  const error = await t.throwsAsync(access().dryRun({ sql: 'SELECT 1' }));
  const wait = { headers: { 'retry-after': '900' } };
  server.faults.push({ ...fault(429, 'rateLimitExceeded', 'Too many'), ...wait });
  const tooMany = await t.throwsAsync(access().dryRun({ sql: 'SELECT 1' }));

  t.is(patient.bytes, 0);
  t.like(tooMany, { code: 'bq_upstream_error', details: { status: 429, retryAfter: 900 } });
  t.like(error, { code: 'bq_upstream_error', details: { status: 503, retryAfter: 17 } });
});

test.serial('N39: a statement that BigQuery took on without saying so runs once', async (t) => {
  const before = server.jobs.jobs.size;
  server.jobs.lostAnswers = 1;

  const limits = { timeoutMs: 60_000, labels: {}, signal };
  const [batch] = await Array.fromAsync(access({}, true).query({ sql: 'SELECT 7 AS n' }, limits));

  t.deepEqual(batch?.rows, [{ n: 7 }]);
  t.is(server.jobs.jobs.size, before + 1);
});

test.serial('a refused token is not used again', async (t) => {
  const one = access();
  server.faults.push(fault(401, 'authError', 'Invalid Credentials'));
  await t.throwsAsync(one.dryRun({ sql: 'SELECT 1' }));
  const before = server.tokens.given.length;

  await one.dryRun({ sql: 'SELECT 1' });

  t.is(server.tokens.given.length, before + 1);
});

test.serial('without a project every call says so, and so does a library that is missing', async (t) => {
  const config = settingsFor(server);
  const tokens = tokensOf(contextFor(config));
  const load = () => import('./not-there.ts' as string);

  const unset = await t.throwsAsync(clientAccess({ config: {}, tokens }).dryRun({ sql: 'SELECT 1' }));
  const missing = await t.throwsAsync(clientAccess({ config, tokens, load }).ping(signal));

  t.like(unset, { code: 'not_configured' });
  t.like(missing, { code: 'bq_lib_missing' });
});

test.serial('nobody who answers is a failure of BigQuery', async (t) => {
  const error = await t.throwsAsync(access({ api_endpoint: 'http://127.0.0.1:9' }).ping(signal));

  t.like(error, { code: 'bq_upstream_error' });
});
