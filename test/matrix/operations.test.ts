import { join } from 'node:path';
import test from 'ava';
import { operations } from '../../host/app/operations.ts';
import type { Who } from '../../host/http/operation.ts';
import { fileContext } from '../support/file-context.ts';
import { filesSource } from '../support/files-source.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { adminRows } from './support/admin-rows.ts';
import { type Caller, type Credentials, makeCallers } from './support/callers.ts';
import { canaryRows, dataRows } from './support/data-rows.ts';
import { eventRows } from './support/event-rows.ts';
import { expectedOf } from './support/expected.ts';
import { identityRows } from './support/identity-rows.ts';
import { lastRows } from './support/last-rows.ts';
import { memoryPageRows } from './support/memory-page-rows.ts';
import { memoryRows } from './support/memory-rows.ts';
import { metricRows } from './support/metric-rows.ts';
import { pageRows } from './support/page-rows.ts';
import { peoplePageRows } from './support/people-page-rows.ts';
import { pluginPageRows } from './support/plugin-page-rows.ts';
import { promptRows } from './support/prompt-rows.ts';
import { registryPageRows } from './support/registry-page-rows.ts';
import type { Row } from './support/row.ts';

/** What stands in names, columns and cells of the table that only administrators may know of. */
const canaries = /canary_zq81|whisper_zq81|VALUE-ZQ81/i;
const secrets = /whisper_zq81|VALUE-ZQ81/i;
const files = {
  'open_orders.csv': 'id,note\n1,fine\n',
  'canary_zq81.csv': 'id,whisper_zq81\n1,VALUE-ZQ81\n',
};

const rows: Readonly<Record<string, Row>> = {
  ...identityRows,
  ...adminRows,
  ...dataRows,
  ...memoryRows,
  ...memoryPageRows,
  ...pageRows,
  ...peoplePageRows,
  ...registryPageRows,
  ...pluginPageRows,
  ...metricRows,
  ...promptRows,
  ...eventRows,
  ...lastRows,
};
const declared: readonly { readonly route: string; readonly who: Who }[] = operations;
const callers: readonly Caller[] = [
  'anonymous',
  'expired',
  'revoked',
  'deactivated',
  'outsider',
  'reader',
  'admin',
  'reader_pat',
  'admin_pat',
];

let url = '';
let credentials: { readonly first: Credentials; readonly spare: Credentials };

const context = fileContext();

test.before(async () => {
  // One host for the whole matrix: it is read, and what it is asked to change is not there.
  const dataDir = join(await tempFolder(context), 'data');
  const config = await filesSource(context, files);
  const first = await startHost(context, { dataDir, config });
  const asAdmin = await first.asAdmin();
  await asAdmin.sync();
  for (const table of ['open_orders', 'canary_zq81'])
    await asAdmin.ask(`POST /api/catalog/profile/${table}/refresh`);
  await first.stop();
  credentials = await makeCallers(dataDir, { table: 'open_orders' });
  const env = { AGNES_AUTH_RATELIMIT_ENABLED: '0' };
  url = (await startHost(context, { dataDir, config, env })).url;
});

const ask = async (caller: Caller, method: string, { path, body, form, spare, basic }: Row) => {
  const token = credentials[spare ? 'spare' : 'first'][caller];
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  // An address of its own for each caller: guesses at one account slow each other down.
  const plain = JSON.stringify(body)?.replaceAll('{caller}', caller);
  const text = form ? String(new URLSearchParams(JSON.parse(plain ?? '{}'))) : plain;
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(token !== undefined && { authorization: basic ? basicOf(token) : `Bearer ${token}` }),
      ...(body && { 'content-type': type }),
    },
    ...(text !== undefined && body && { body: text }),
  });
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
  return { caller, status: response.status, said: [...headers, await response.text()].join('\n') };
};

const basicOf = (token: string): string => `Basic ${Buffer.from(`any:${token}`).toString('base64')}`;

const askAll = (route: string, row: Row) =>
  Promise.all(callers.map((caller) => ask(caller, route.split(' ')[0] ?? '', row)));

const statusesOf = (answers: Awaited<ReturnType<typeof askAll>>) =>
  Object.fromEntries(answers.map(({ caller, status }) => [caller, status]));

const leaksIn = (answers: Awaited<ReturnType<typeof askAll>>, words: RegExp) =>
  answers
    .filter(({ caller, said }) => !caller.startsWith('admin') && words.test(said))
    .map(({ caller }) => caller);

test('every operation has a row in the matrix, and no row is for another', (t) => {
  const routes = new Set(declared.map(({ route }) => route));

  const missing = [...routes].filter((route) => !Object.hasOwn(rows, route));
  const surplus = Object.keys(rows).filter((route) => !routes.has(route));

  t.deepEqual({ missing, surplus }, { missing: [], surplus: [] });
});

const answersByClass = test.macro({
  title: (_, { route, who }: { route: string; who: Who }) => `T51 T70: ${route} (${who}) by every credential`,
  async exec(t, operation: { route: string; who: Who }) {
    const row = rows[operation.route];
    if (!row) return t.fail('There is no row for it.');

    const answers = await askAll(operation.route, row);

    t.deepEqual(statusesOf(answers), expectedOf(operation, row));
    t.deepEqual(leaksIn(answers, canaries), []);
  },
});

const isLast = ({ route }: { route: string }): boolean => Object.hasOwn(lastRows, route);

for (const operation of declared.filter((one) => !isLast(one))) test.serial(answersByClass, operation);

const keepsTheCanary = test.macro({
  title: (_, route: string) => `T66 T74: ${route} about a table that was not granted tells nothing of it`,
  async exec(t, route: string, row: Row) {
    const operation = declared.find((one) => one.route === route);
    if (!operation) return t.fail('There is no such operation.');

    const answers = await askAll(route, row);

    t.deepEqual(statusesOf(answers), expectedOf(operation, row));
    t.deepEqual(leaksIn(answers, secrets), []);
  },
});

for (const [route, row] of Object.entries(canaryRows)) test.serial(keepsTheCanary, route, row);

for (const route of Object.keys(lastRows)) {
  const operation = declared.find((one) => one.route === route);
  if (operation) test.serial(answersByClass, operation);
}
