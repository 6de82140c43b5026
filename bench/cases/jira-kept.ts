import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sendEvent } from '../../plugins/connector-jira/test/support/jira-sender.ts';
import { type JiraServer, startJira } from '../../plugins/connector-jira/test/support/jira-server.ts';
import type { Case } from '../bench.ts';
import type { BenchHost } from '../bench-host.ts';
import { type RunHost, startRunHost } from '../bench-runs.ts';
import { type Measured, summaryOf, timed } from '../measured.ts';
import { jiraTables } from './jira.ts';

const issues = 50_000;
const months = 24;
const events = 5;
const token = 'JIRA_API_TOKEN';

/** One event at a time, to a source that keeps the JSON of fifty thousand issues. */
export const jiraKept: Case = {
  name: 'jira-kept',
  run: async ({ folder }) => {
    await using stack = new AsyncDisposableStack();
    const site = await startJira({ teardown: (close) => stack.defer(async () => close()) });
    const place = join(folder, 'jira-kept');
    await mkdir(place);
    const config = { domain: site.url, email: 'robot@acme.example' };
    const source = { slug: 'jira', type: 'jira', config, tables: jiraTables };
    const env = { [token]: site.account.token, JIRA_WEBHOOK_SECRET: 'bench' };
    const runs = stack.use(await startRunHost(place, [source], { private: ['127.0.0.1'], env }));
    await runs.run('jira');
    await fill(join(runs.data, 'plugins', 'state', 'agnes__connector-jira', 'jira', 'raw', 'issues'));
    const first = await timed(() => rebuild(runs.host));
    const seen: number[] = [];
    for (let event = 0; event < events; event += 1) seen.push(await untilSeen(site, runs, event));
    return [firstLine(first.ms), runLine(await pushedRuns(runs.host)), seenLine(seen)];
  },
};

/** Has the tables made of the JSON. */
const rebuild = async (host: BenchHost): Promise<void> => {
  await host.ask('POST', '/x/agnes/connector-jira/jobs/rebuild', {});
  while (!(await isSeen(host, `Summary of ${keyOf(issues)}`))) await pause(500);
};

/** The JSON of issues as runs before have left it. */
const fill = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (let index = 1; index <= issues; index += 1) {
    const key = keyOf(index);
    await writeFile(join(folder, `${key}.json`), JSON.stringify(issueOf(key, index)));
  }
};

const keyOf = (index: number): string => `SUP-${index}`;
const createdIn = (index: number): string => {
  const month = index % months;
  return `${2023 + Math.floor(month / 12)}-${String(1 + (month % 12)).padStart(2, '0')}`;
};

const issueOf = (key: string, index: number) => ({
  _month: createdIn(index),
  _synced_at: '2025-01-01T00:00:00.000Z',
  id: String(index),
  key,
  fields: {
    summary: `Summary of ${key}`,
    description: 'It does what it should not do, and not what it should. '.repeat(20),
    issuetype: { name: 'Bug' },
    status: { name: 'Done', statusCategory: { name: 'Done' } },
    project: { key: 'SUP', name: 'Support' },
    created: `${createdIn(index)}-15T10:00:00.000+0000`,
    updated: '2025-01-01T00:00:00.000+0000',
    comment: { comments: [{ id: String(index), body: 'Seen here, too.' }], total: 1 },
  },
  changelog: { histories: [{ id: String(index), items: [{ field: 'status', toString: 'Done' }] }], total: 1 },
});

/** Milliseconds from the sending of an event until a query tells what it was about. */
const untilSeen = async (site: JiraServer, { host }: RunHost, event: number): Promise<number> => {
  const key = keyOf(1 + event * 1_000);
  const summary = `Changed by event ${event}`;
  site.site.create(key, { summary, created: `${createdIn(1 + event * 1_000)}-15T10:00:00.000+0000` });
  const address = { url: () => `${host.url}/webhooks/jira`, secret: 'bench' };
  const body = { webhookEvent: 'jira:issue_updated', issue: { id: '1', key } };
  const { ms } = await timed(async () => {
    await sendEvent(address, { identifier: `event-${event}`, body });
    while (!(await isSeen(host, summary))) await pause(50);
  });
  return ms;
};

const isSeen = async (host: BenchHost, summary: string): Promise<boolean> => {
  const sql = `SELECT count(*) AS seen FROM jira_issues WHERE summary = '${summary}'`;
  // The shape is that of the host, as in `docs/http-api.md`.
  const { rows } = (await host.ask('POST', '/api/query', { sql })) as { readonly rows: readonly unknown[][] };
  return Number(rows[0]?.[0]) > 0;
};

const pushedRuns = async (host: BenchHost): Promise<readonly number[]> => {
  // The shape is that of the host, as in `docs/http-api.md`.
  const { jobs } = (await host.ask('GET', '/api/jobs?kind=webhook.process')) as {
    readonly jobs: readonly { readonly started_at: string | null; readonly finished_at: string | null }[];
  };
  return jobs.flatMap(({ started_at: from, finished_at: to }) =>
    from === null || to === null ? [] : [Date.parse(to) - Date.parse(from)],
  );
};

const firstLine = (ms: number): Measured => ({
  name: `tables made anew of ${issues} issues`,
  unit: 'ms',
  agnes: summaryOf([ms]),
});

const runLine = (ms: readonly number[]): Measured => ({
  name: `run of one event, ${issues} issues kept`,
  unit: 'ms',
  agnes: summaryOf(ms),
});

const seenLine = (ms: readonly number[]): Measured => ({
  name: `from an event until readers see it, ${issues} issues kept`,
  unit: 'ms',
  agnes: summaryOf(ms),
  target: { text: '< 5 s', met: Math.max(...ms) < 5_000 },
});
