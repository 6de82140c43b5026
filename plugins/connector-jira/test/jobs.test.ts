import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import attachments from '../attachments.ts';
import fields from '../fields.ts';
import rebuild from '../rebuild.ts';
import { backfill } from '../work/backfill.ts';
import { pollSlas } from '../work/poll-slas.ts';
import { about, jiraLab } from './jira-lab.ts';
import { startJira } from './support/jira-server.ts';
import { statusOf } from './support/jira-site.ts';
import { slaOf } from './support/samples.ts';

const sla = { first_response: 'customfield_10328' };

test('SLAs of open issues are asked for, and change without an event', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira, { fields: sla });
  for (const key of ['SUP-1', 'SUP-2', 'SUP-3', 'SUP-4']) {
    jira.site.create(key, { customfield_10328: slaOf(60_000) });
  }
  jira.site.create('SUP-5');
  jira.site.change('SUP-4', { status: statusOf('Closed', 'Done') });
  await lab.run(backfill);
  lab.pauses.length = 0;
  const set = (key: string, values: object) => Object.assign(jira.site.issues.get(key)?.fields ?? {}, values);
  set('SUP-1', { customfield_10328: slaOf(120_000) });
  set('SUP-2', { status: statusOf('Closed', 'Done') });
  lab.now += 1_000;

  const done = await lab.run(pollSlas);

  t.deepEqual(done.result, { updated: 1, healed: 1, skipped: 1, failed: 0, left: 0 });
  t.deepEqual(lab.pauses, [500, 500]);
  t.deepEqual(
    lab.rows('issues').map((row) => [row['first_response_elapsed_millis'], row['status_category']]),
    [
      [120_000, 'To Do'],
      [60_000, 'Done'],
      [60_000, 'To Do'],
      [60_000, 'Done'],
      [null, 'To Do'],
    ],
  );
});

test('an issue that was changed without an event is fetched whole, and one that fails is counted', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira, { fields: sla });
  for (const key of ['SUP-1', 'SUP-2']) jira.site.create(key, { customfield_10328: slaOf(60_000) });
  await lab.run(backfill);
  jira.site.comment('SUP-1', 'Nobody told you');
  jira.faults.push({ at: /SUP-2\?/, times: 3, status: 500 });
  lab.now += 1_000;

  const done = await lab.run(pollSlas);

  t.like(done, { result: { updated: 1, failed: 1 }, partial: 'The SLAs of 1 issues could not be read.' });
  t.like(lab.rows('comments')[0], { body: 'Nobody told you' });
});

test('without SLA fields there is nothing to poll', async (t) => {
  const lab = await jiraLab(t, await startJira(t));

  t.like(await lab.run(pollSlas), { skipped: 'No SLA field is mapped in the settings.', read: false });
});

test('files of issues are downloaded by a job, once, and those that are too large are not', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira, { attachments: { max_bytes: 100 } });
  jira.site.create('SUP-1');
  const small = jira.site.attach('SUP-1', '../../log.txt', Buffer.from('a log'));
  const large = jira.site.attach('SUP-1', 'dump.bin', Buffer.alloc(101));
  const lost = jira.site.attach('SUP-1', 'lost.txt', Buffer.from('lost'));
  jira.site.files.delete(lost);
  await lab.read([about('jira:issue_created', 'SUP-1')]);

  t.deepEqual((await lab.run(attachments.run)).result, {
    fetched: 1,
    there: 0,
    too_large: 1,
    gone: 1,
    failed: 0,
  });
  t.like(await lab.run(attachments.run), { skipped: 'No file is missing.' });
  await lab.read([about('jira:issue_updated', 'SUP-1')]);
  t.like((await lab.run(attachments.run)).result, { there: 1, fetched: 0 });

  const rows = lab.rows('attachments');
  const path = String(rows[0]?.['local_path']);
  t.is(path, `attachments/SUP-1/${small}___.._log.txt`);
  t.is(await readFile(join(lab.kept, 'raw', path), 'utf8'), 'a log');
  t.like(rows[1], { attachment_id: large, local_path: null, size_bytes: 101 });
});

test('a file that breaks off is not kept, and is tried again', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  jira.site.attach('SUP-1', 'log.txt', Buffer.from('a log'));
  await lab.read([about('jira:issue_created', 'SUP-1')]);
  jira.faults.push({ at: /attachment/, body: 'a l' });

  const first = await lab.run(attachments.run);
  const second = await lab.run(attachments.run);

  t.like(first, { result: { failed: 1 }, partial: '1 files could not be downloaded.' });
  t.like(second.result, { fetched: 1 });
});

test('attachments that are switched off are not fetched', async (t) => {
  const lab = await jiraLab(t, await startJira(t), { attachments: { enabled: false } });

  t.like(await lab.run(attachments.run), { skipped: 'Attachments are switched off in the settings.' });
});

test('the tables are made anew from the JSON without asking Jira', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  await lab.run(backfill);
  lab.states.clear();
  jira.requests.length = 0;

  const done = await lab.run(rebuild.run);

  t.deepEqual(done, { result: { issues: 1 }, read: true });
  t.is(lab.rows('issues').length, 1);
  t.deepEqual(jira.requests, []);
});

test('the fields of the site are listed with the columns they fill', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira, { fields: sla });
  jira.site.fields = [
    { id: 'summary', name: 'Summary', custom: false, schema: { type: 'string' } },
    {
      id: 'customfield_10328',
      name: 'Time to first response',
      custom: true,
      schema: { type: 'sd-servicelevelagreement', custom: 'com.atlassian.servicedesk:sd-sla-field' },
    },
  ];

  const { result } = await lab.run(fields.run);

  t.deepEqual(result, {
    fields: [
      {
        id: 'customfield_10328',
        name: 'Time to first response',
        custom: true,
        type: 'com.atlassian.servicedesk:sd-sla-field',
        column: 'first_response',
      },
      { id: 'summary', name: 'Summary', custom: false, type: 'string', column: null },
    ],
  });
});
