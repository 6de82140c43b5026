import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { boundedJql } from '../fetch/search.ts';
import { backfill } from '../work/backfill.ts';
import { about, jiraLab } from './jira-lab.ts';
import { type JiraServer, startJira } from './support/jira-server.ts';

const withIssues = (jira: JiraServer, count: number) => {
  for (let index = 1; index <= count; index += 1) jira.site.create(`SUP-${index}`);
};

test('a search without a condition gets one, for the site refuses it otherwise', (t) => {
  t.is(boundedJql('order by created'), 'created >= "1970-01-01" order by created');
  t.is(boundedJql('order by created', ['SUP', 'OPS']), 'project in ("SUP", "OPS") order by created');
  t.is(boundedJql('project = SUP order by created', ['OPS']), 'project = SUP order by created');
});

test('what was there before the first event comes by a backfill, page by page, and what is stored is skipped', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  withIssues(jira, 130);
  await lab.read([about('jira:issue_created', 'SUP-7')]);

  const done = await lab.run(backfill);

  t.like(done.result, { found: 130, skipped: 1, fetched: 129, failed: 0, dry_run: false });
  t.is(lab.rows('issues').length, 130);
  t.is(jira.requests.filter((line) => line.includes('search/jql')).length, 2);
  t.deepEqual(lab.pauses, [100]);
});

test('a dry run says what would be fetched, and fetches nothing', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  withIssues(jira, 3);

  const done = await lab.run(backfill, { dry_run: true });

  t.like(done, { read: false, result: { found: 3, fetched: 0, dry_run: true } });
  t.false(jira.requests.some((line) => line.includes('/issue/')));
});

test('issues that are named are fetched whether or not they are stored; one that is not found is counted', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  withIssues(jira, 2);
  await lab.run(backfill);
  jira.site.change('SUP-1', { summary: 'New' });

  const done = await lab.run(backfill, { issue_keys: ['SUP-1', 'SUP-9'] });

  t.like(done.result, { found: 2, fetched: 1, missing: 1 });
  t.like(lab.rows('issues')[0], { summary: 'New' });
});

test('a backfill that broke off goes on where it was, and begins anew where the site has forgotten the place', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  withIssues(jira, 230);
  const all = { skip_existing: false };
  // The second page: the site is down for longer than it is waited for.
  const second = { at: /search/, times: 0, status: 500 };
  jira.faults.push(second);
  const done = backfill(
    { ...lab.jobContext(all), progress: () => void Object.assign(second, { times: 3 }) },
    async () => {},
  );
  await t.throwsAsync(done, { code: 'upstream_error' });
  jira.requests.length = 0;

  t.like((await lab.run(backfill, all)).result, { found: 230, fetched: 230 });
  t.is(jira.requests.filter((line) => /issue\/SUP-\d+\?/.test(line)).length, 130);

  const place = { question: 'all: created >= "1970-01-01" order by created', next: 'forgotten', counts: {} };
  await writeFile(join(lab.kept, 'jobs/backfill.json'), JSON.stringify(place));
  t.like((await lab.run(backfill, all)).result, { found: 230, fetched: 230 });
  await t.throwsAsync(readFile(join(lab.kept, 'jobs/backfill.json')), { code: 'ENOENT' });
});

test('an issue that cannot be fetched is named, and the job is not all well', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  withIssues(jira, 3);
  jira.faults.push({ at: /issue\/SUP-2/, times: 3, status: 500 });

  const done = await lab.run(backfill);

  t.like(done, { result: { fetched: 2, failed: 1 }, read: true });
  t.deepEqual(Object(done.result).failed_keys, ['SUP-2']);
  t.is(done.partial, '1 issues could not be fetched.');
});
