import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { JiraServer } from '../../../plugins/connector-jira/test/support/jira-server.ts';
import { slaOf } from '../../../plugins/connector-jira/test/support/samples.ts';
import type { HostClient } from '../../support/host-client.ts';
import { likeWhole } from '../../support/like-whole.ts';

/** The field of an SLA, as the settings of the source map it. */
export const slaField = 'customfield_10328';

/** A host whose source was read, and who looks after it. */
export interface JiraOffice {
  readonly jira: JiraServer;
  readonly client: HostClient;
  /** The command line of an administrator; what it prints as JSON, and how it ended. */
  readonly agnes: (...args: readonly string[]) => Promise<Readonly<Record<string, unknown>>>;
  readonly dataDir: string;
  /** Resolves when what jobs and events have changed is in the tables. */
  readonly untilRead: () => Promise<void>;
}

/** What happened without an event is found by jobs that an administrator starts. */
export const catchUpByJobs = async (t: ExecutionContext, office: JiraOffice): Promise<void> => {
  await bringInTheOld(t, office);
  await findWhatNoEventTold(t, office);
  await pollSla(t, office);
  await fetchFiles(t, office);
};

const keys = "select issue_key from jira_issues where project_key = 'OLD' order by issue_key";

const bringInTheOld = async (t: ExecutionContext, { jira, client, agnes, untilRead }: JiraOffice) => {
  for (const key of ['OLD-1', 'OLD-2']) jira.site.create(key, { [slaField]: slaOf(60_000) });
  jira.site.attach('OLD-1', 'log.txt', Buffer.from('a log'));

  const done = await agnes('admin', 'jira', 'backfill');
  await untilRead();

  likeWhole(t, done, {
    code: 0,
    job: { status: 'succeeded', result: { sources: [{ result: { fetched: 2 } }] } },
  });
  t.deepEqual(await client.rows(keys), [['OLD-1'], ['OLD-2']]);
};

/** One is new and one is gone, and the site has sent no event of either. */
const findWhatNoEventTold = async (
  t: ExecutionContext,
  { jira, client, agnes, untilRead }: JiraOffice,
): Promise<void> => {
  jira.site.create('OLD-3');
  jira.site.delete('OLD-2');

  const done = await agnes('admin', 'jira', 'check', '--param', 'max_age_days=36000');
  await untilRead();

  const report = {
    status: 'mended',
    discrepancies: { missing_in_json: ['OLD-3'], deleted_in_jira: ['OLD-2'] },
    actions: { backfilled: 1, tombstoned: 1 },
  };
  likeWhole(t, done, { code: 0, job: { result: { sources: [{ result: report }] } } });
  t.deepEqual(await client.rows(keys), [['OLD-1'], ['OLD-3']]);
};

const pollSla = async (t: ExecutionContext, { jira, client, agnes, untilRead }: JiraOffice) => {
  Object.assign(jira.site.issues.get('OLD-1')?.fields ?? {}, { [slaField]: slaOf(120_000) });

  const done = await agnes('admin', 'jira', 'poll-sla');
  await untilRead();

  likeWhole(t, done, { code: 0, job: { result: { sources: [{ result: { updated: 1, failed: 0 } }] } } });
  const sql = "select first_response_elapsed_millis from jira_issues where issue_key = 'OLD-1'";
  t.deepEqual(await client.rows(sql), [[120_000]]);
};

/** The jobs that the clock or a person starts by their names; the tables, made anew of the JSON, are what they were. */
const fetchFiles = async (t: ExecutionContext, { client, dataDir, untilRead }: JiraOffice): Promise<void> => {
  const before = await client.rows('select * from jira_issues order by issue_key');
  const fetched = await runJob(client, 'attachments');
  const rebuilt = await runJob(client, 'rebuild');
  await untilRead();

  likeWhole(t, fetched, { status: 'succeeded', result: { sources: [{ result: { fetched: 1 } }] } });
  likeWhole(t, rebuilt, { status: 'succeeded', result: { sources: [{ read: true }] } });
  t.deepEqual(await client.rows('select * from jira_issues order by issue_key'), before);
  // The statement names one column.
  const [[path]] = (await client.rows('select local_path from jira_attachments')) as [[string]];
  const kept = join(dataDir, 'plugins', 'state', 'agnes__connector-jira', 'jira', 'raw');
  t.is(await readFile(join(kept, path), 'utf8'), 'a log');
};

const runJob = async (client: HostClient, name: string): Promise<unknown> => {
  const { job_id: job } = await client.ask(`POST /x/agnes/connector-jira/jobs/${name}`, { body: {} });
  await client.untilEvent(String(job), 'end');
  return client.ask(`GET /api/jobs/${job}`);
};
