import { type ConnectorSubject, conformance, type Trouble } from '@agnes/sdk/testing';
import test from 'ava';
import jira from '../connector.ts';
import { tableNames } from '../rows/tables.ts';
import { readTables } from '../work/read-tables.ts';
import { about } from './jira-lab.ts';
import { type Fault, startJira } from './support/jira-server.ts';
import { realHttp } from './support/real-http.ts';

const token = 'jira-token-canary';
const server = await startJira({ teardown: (close) => test.after.always(() => close()) });
server.site.create('SUP-1');
server.site.create('SUP-2');
server.site.comment('SUP-1', 'One comment');

const always = (fault: Omit<Fault, 'at' | 'times'>) =>
  server.faults.push({ at: /./, times: Number.POSITIVE_INFINITY, ...fault });
const troubles: Partial<Record<Trouble, () => void>> = {
  refused: () => always({ status: 401 }),
  forbidden: () => always({ status: 403 }),
  busy: () => always({ status: 429, headers: { 'retry-after': '900' } }),
  broken: () => always({ status: 500 }),
  cut: () => always({ body: 'cut' }),
};

const rows: Readonly<Record<string, number>> = { issues: 2, comments: 1 };
const subject: ConnectorSubject = {
  folder: new URL('../', import.meta.url),
  // It takes no time where it would wait.
  connector: { ...jira, read: (context) => readTables(context, async () => {}) },
  config: { domain: server.url, email: 'robot@acme.example' },
  secrets: { api_token: token },
  http: ({ staging, secrets }) => realHttp(staging, String(secrets['api_token'])),
  deliveries: [about('jira:issue_created', 'SUP-1'), about('jira:issue_created', 'SUP-2')],
  tables: tableNames.map((name) => ({
    plan: {
      id: name,
      name: `jira_${name}`,
      sourceTable: name,
      strategy: 'full_refresh',
      fullRefresh: true,
      primaryKey: [],
    },
    rows: rows[name] ?? 0,
  })),
  offered: tableNames,
  now: () => Date.UTC(2026, 10, 20),
  troubles,
  calm: () => {
    server.faults.length = 0;
  },
};

for (const { title, run } of conformance(subject)) test.serial(title, (t) => t.notThrowsAsync(run()));
