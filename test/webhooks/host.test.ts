import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { signatureOf, signingKey } from './support/webhook-lab.ts';

const eventOf = (n: number) => JSON.stringify({ kind: 'made', ticket: { key: `DESK-${n}` }, n });

const push = async (url: string, n: number) => {
  const body = eventOf(n);
  const headers = { 'x-hub-signature-256': signatureOf(body), 'x-delivery': `d${n}` };
  const response = await fetch(`${url}/webhooks/tickets`, { method: 'POST', body, headers });
  return { code: response.status, ...((await response.json()) as { readonly duplicate?: boolean }) };
};

const openJobs = async (client: HostClient): Promise<readonly string[]> => {
  const { jobs } = await client.ask('GET /api/jobs?kind=webhook.process');
  return (jobs as readonly { readonly id: string; readonly finished_at: string | null }[])
    .filter(({ finished_at: end }) => end === null)
    .map(({ id }) => id);
};

/** Resolves when nothing that was pushed waits any more: the run of a part queues the next before it ends. */
const untilRead = async (client: HostClient): Promise<void> => {
  for (let jobs = await openJobs(client); jobs.length > 0; jobs = await openJobs(client))
    for (const job of jobs) await client.untilEvent(job, 'end');
};

/** The job of the plugin puts two tickets into the folder of the source, and they are read. */
const fill = async (t: ExecutionContext, client: HostClient): Promise<void> => {
  const { job_id: filling } = await client.ask('POST /x/acme/pushes/jobs/fill', { body: { count: 2 } });
  await client.untilEvent(String(filling), 'end');
  await untilRead(client);
  likeWhole(t, await client.ask(`GET /api/jobs/${filling}`), {
    status: 'succeeded',
    kind: 'pushes.fill',
    result: { sources: [{ source: 'desk', result: { filled: 2 }, read: true }] },
  });
  const filled = 'select ticket from tickets where number < 0 order by ticket';
  t.deepEqual(await client.rows(filled), [['F-0'], ['F-1']]);
};

test('F46: a burst with duplicates is acknowledged, survives kill -9, and is read by few runs', async (t) => {
  const dataDir = join(await tempFolder(t), 'data');
  const pushes = join(dataDir, 'plugins', 'local', 'pushes');
  await cp('test/fixtures/plugins/pushes', pushes, { recursive: true });
  const sources = [
    {
      slug: 'desk',
      type: 'pushes',
      config: { domain: 'acme.example.com', signing: 'SIGNING', token: 'TOKEN' },
      secrets: { SIGNING: 'LAB_SIGNING', TOKEN: 'LAB_TOKEN' },
      tables: [{ name: 'tickets', source_table: 'tickets', primary_key: ['ticket'] }],
    },
  ];
  const options = { dataDir, config: { sources }, env: { LAB_SIGNING: signingKey, LAB_TOKEN: 'a token' } };
  const host = await startHost(t, options);
  let client = await host.asAdmin();
  const first = await push(host.url, 0);
  await untilRead(client);
  t.like(first, { code: 200, status: 'ok', event: 'made', ticket: 'DESK-0' });
  t.deepEqual(await client.rows('select ticket, number from tickets'), [['DESK-0', 0]]);

  await fill(t, client);

  const numbers = Array.from({ length: 200 }, (_, n) => Math.floor(n / 2));
  const answers = await Promise.all(numbers.map((n) => push(host.url, n)));
  await host.kill9();
  const again = await startHost(t, options);
  client = await again.asAdmin();
  const late = await push(again.url, 99);
  await untilRead(client);

  t.deepEqual([...new Set(answers.map(({ code }) => code))], [200]);
  t.is(answers.filter(({ duplicate }) => duplicate).length, 101);
  t.like(late, { code: 200, duplicate: true });
  t.deepEqual(await client.rows('select count(*), count(distinct ticket), max(number) from tickets'), [
    [102, 102, 99],
  ]);
  const { jobs } = await client.ask('GET /api/jobs?kind=webhook.process');
  t.true((jobs as readonly unknown[]).length < 12);
});
