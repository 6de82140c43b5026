import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Address, sendEvent } from '../../plugins/connector-jira/test/support/jira-sender.ts';
import { type JiraServer, startJira } from '../../plugins/connector-jira/test/support/jira-server.ts';
import type { Case } from '../bench.ts';
import type { BenchHost } from '../bench-host.ts';
import { startRunHost } from '../bench-runs.ts';
import { type Measured, summaryOf, timed } from '../measured.ts';

const events = 1_000;
const issues = 400;
const everyMs = 60;
/** One event of so many is looked after; a later one of its issue counts, too. */
const lookedAfter = 100;

/** The tables of a site, registered under their usual names. */
export const jiraTables = [
  'issues',
  'comments',
  'attachments',
  'changelog',
  'issuelinks',
  'remote_links',
].map((name) => ({ name: `jira_${name}`, source_table: name }));

/** A minute of a thousand events of Jira: how long each waits for its answer, and when the last one is in the tables. */
export const jira: Case = {
  name: 'jira',
  run: async ({ folder }) => {
    await using stack = new AsyncDisposableStack();
    const site = await startJira({ teardown: (close) => stack.defer(async () => close()) });
    for (let index = 1; index <= issues; index += 1) {
      const month = String(1 + (index % 12)).padStart(2, '0');
      site.site.create(`SUP-${index}`, { created: `2024-${month}-15T10:00:00.000+0000` });
    }
    await mkdir(join(folder, 'jira'));
    const config = { domain: site.url, email: 'robot@acme.example' };
    const runs = stack.use(
      await startRunHost(join(folder, 'jira'), [{ slug: 'jira', type: 'jira', config, tables: jiraTables }], {
        private: ['127.0.0.1'],
        env: { JIRA_API_TOKEN: site.account.token, JIRA_WEBHOOK_SECRET: 'bench' },
      }),
    );
    await runs.run('jira');
    const address = { url: () => `${runs.host.url}/webhooks/jira`, secret: 'bench' };
    const seen = untilSeen(runs.host);
    const answers = await minuteOf(site, address, seen.sent);
    const late = await timed(() => untilRead(runs.host));
    return [answerLine(answers), seenLine(await seen.ms()), lateLine(late.ms)];
  },
};

/** Sends at an even pace, whether or not the last answer is there; milliseconds of each answer. */
const minuteOf = async (
  site: JiraServer,
  address: Address,
  sent: (key: string, index: number) => void,
): Promise<readonly number[]> => {
  const answers: Promise<number>[] = [];
  for (let index = 0; index < events; index += 1) {
    const key = `SUP-${1 + ((index * 7) % issues)}`;
    site.site.change(key, { summary: `${index}` });
    answers.push(answerMs(address, key, index));
    if (index % lookedAfter === lookedAfter / 2) sent(key, index);
    await pause(everyMs);
  }
  return Promise.all(answers);
};

const answerMs = async (address: Address, key: string, index: number): Promise<number> => {
  const body = { webhookEvent: 'jira:issue_updated', issue: { id: '1', key } };
  const { ms, result } = await timed(() => sendEvent(address, { identifier: `event-${index}`, body }));
  if (result.status !== 200) throw new Error(`An event was answered with ${result.status}.`);
  return ms;
};

/** Looks after some events: milliseconds from each being sent until a query tells what it was about. */
const untilSeen = (host: BenchHost) => {
  const looks: Promise<number>[] = [];
  const look = async (key: string, index: number): Promise<number> => {
    const sql = `SELECT summary FROM jira_issues WHERE issue_key = '${key}'`;
    const { ms } = await timed(async () => {
      for (let isThere = false; !isThere; await pause(100)) {
        // The shape is that of the host, as in `docs/http-api.md`.
        const { rows } = (await host.ask('POST', '/api/query', { sql })) as { readonly rows: unknown[][] };
        isThere = Number(rows[0]?.[0]) >= index;
      }
    });
    return ms;
  };
  return {
    sent: (key: string, index: number) => void looks.push(look(key, index)),
    ms: () => Promise.all(looks),
  };
};

const untilRead = async (host: BenchHost): Promise<void> => {
  for (;;) {
    // The shape is that of the host, as in `docs/http-api.md`.
    const { jobs } = (await host.ask('GET', '/api/jobs?kind=webhook.process')) as {
      readonly jobs: readonly { readonly finished_at: string | null }[];
    };
    if (jobs.every(({ finished_at: end }) => end !== null)) return;
    await pause(100);
  }
};

const answerLine = (answers: readonly number[]): Measured => {
  const slowest = answers.toSorted((a, b) => a - b)[Math.floor(answers.length * 0.99)] ?? Number.NaN;
  return {
    name: `answer to an event, ${events} of them in a minute`,
    unit: 'ms',
    agnes: summaryOf(answers),
    target: { text: '99 of 100 < 1 s', met: slowest < 1_000 },
    note: `99 of 100 within ${Math.round(slowest)} ms`,
  };
};

const seenLine = (ms: readonly number[]): Measured => ({
  name: 'from an event until readers see it, amid that minute',
  unit: 'ms',
  agnes: summaryOf(ms),
  target: { text: '< 5 s', met: Math.max(...ms) < 5_000 },
});

const lateLine = (ms: number): Measured => ({
  name: 'the last of them, until it is in the tables',
  unit: 'ms',
  agnes: summaryOf([ms]),
  target: { text: '< 60 s', met: ms < 60_000 },
});
