import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import recent from '../consistency.ts';
import deep from '../consistency-deep.ts';
import { backfill } from '../work/backfill.ts';
import { alertLevel } from '../work/report.ts';
import { jiraLab } from './jira-lab.ts';
import { startJira } from './support/jira-server.ts';

const none = { missing_in_json: [], missing_in_parquet: [], deleted_in_jira: [] };
const lately = { created: '2026-11-15T10:00:00.000+0000' };

test('issues that no event told of are found by comparing, and fetched', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  for (const key of ['SUP-1', 'SUP-2', 'SUP-3']) jira.site.create(key, lately);
  await lab.run(backfill, { issue_keys: ['SUP-1'] });

  const done = await lab.run(recent.run);

  t.like(done.result, {
    check_type: 'incremental',
    counts: { jira: 3, json: 1, parquet: 1 },
    missing: 2,
    actions: { backfilled: 2 },
    status: 'mended',
    alert_level: 'INFO',
  });
  t.deepEqual(Object(done.result).discrepancies, { ...none, missing_in_json: ['SUP-2', 'SUP-3'] });
  t.is(lab.rows('issues').length, 3);
  t.like(JSON.parse(await readFile(join(lab.kept, 'raw/_consistency_report.json'), 'utf8')), { missing: 2 });
  t.like((await lab.run(recent.run)).result, { status: 'ok', missing: 0 });
});

test('more than ten are fetched when somebody has said yes', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  for (let index = 1; index <= 11; index += 1) jira.site.create(`SUP-${index}`, lately);

  const asked = await lab.run(recent.run);

  t.deepEqual(asked.confirm, {
    question: 'Fetch 11 issues that are in Jira and not here?',
    counts: { missing_in_json: 11 },
  });
  t.like(asked.result, { status: 'needs_confirmation', alert_level: 'ERROR', actions: { backfilled: 0 } });
  t.is(lab.rows('issues').length, 0);

  const done = await lab.run(recent.run, { confirmed: true });
  t.is(done.confirm, undefined);
  t.is(lab.rows('issues').length, 11);
});

test('rows that are missing are made again', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1', lately);
  await lab.run(backfill);
  await rm(join(lab.kept, 'derived'), { recursive: true });

  const done = await lab.run(recent.run);

  t.like(done.result, { actions: { retransformed: 1 } });
  t.deepEqual(Object(done.result).discrepancies, { ...none, missing_in_parquet: ['SUP-1'] });
  t.is(lab.rows('issues').length, 1);
});

test('an issue counts as deleted only within the time that was compared, and when Jira is asked for it', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('OLD-1', { created: '2025-01-01T10:00:00.000+0000' });
  jira.site.create('SUP-1', lately);
  jira.site.create('SUP-2', lately);
  jira.site.create('SUP-3', { created: '2026-11-20T09:58:00.000+0000' });
  await lab.run(backfill);
  const hidden = jira.site.issues.get('SUP-2');
  for (const key of ['OLD-1', 'SUP-1', 'SUP-3']) jira.site.delete(key);
  // The search does not find what it does not index; asked for it, the site has it.
  if (hidden) jira.site.unlisted.add('SUP-2');

  const done = await lab.run(recent.run);

  t.like(done.result, { actions: { tombstoned: 1 } });
  t.deepEqual(Object(done.result).discrepancies, { ...none, deleted_in_jira: ['SUP-1'] });
  t.deepEqual(
    lab.rows('issues').map((row) => row['issue_key']),
    ['OLD-1', 'SUP-2', 'SUP-3'],
  );
});

test('JSON that was lost is fetched again, and what was moved without an event goes under its old key', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  const { id } = jira.site.create('SUP-1', lately);
  jira.site.create('SUP-2', lately);
  await lab.run(backfill);
  await rm(join(lab.kept, 'raw', 'issues', 'SUP-2.json'));
  const moved = jira.site.issues.get('SUP-1');
  jira.site.issues.delete('SUP-1');
  jira.site.issues.set('OPS-9', { ...Object(moved), key: 'OPS-9' });
  jira.site.aliases.set('SUP-1', id);

  const done = await lab.run(recent.run);

  t.like(done.result, { actions: { backfilled: 2, tombstoned: 1 } });
  t.deepEqual(Object(done.result).discrepancies, {
    ...none,
    missing_in_json: ['SUP-2', 'OPS-9'],
    deleted_in_jira: ['SUP-1'],
  });
  t.deepEqual(
    lab.rows('issues').map((row) => row['issue_key']),
    ['OPS-9', 'SUP-2'],
  );
});

test('more than ten deletions need a yes', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  const keys = Array.from({ length: 11 }, (_, index) => `SUP-${index + 1}`);
  for (const key of keys) jira.site.create(key, lately);
  await lab.run(backfill);
  for (const key of keys) jira.site.delete(key);

  const asked = await lab.run(recent.run);
  t.deepEqual(asked.confirm?.counts, { deleted_in_jira: 11 });
  t.is(lab.rows('issues').length, 11);

  await lab.run(recent.run, { confirmed: true });
  t.is(lab.rows('issues').length, 0);
});

test('everything is compared on Sundays, and when somebody asks for it', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira, { projects: 'SUP, HR' });
  jira.site.create('SUP-1', { created: '2020-01-01T10:00:00.000+0000' });
  jira.site.create('OPS-1', { created: '2020-01-01T10:00:00.000+0000' });

  t.is((await lab.run(deep.run)).skipped, 'Everything is compared on Sundays.');
  t.like((await lab.run(deep.run, { any_day: true })).result, { check_type: 'deep', counts: { jira: 1 } });
  lab.now = Date.parse('2026-11-22T03:00:00Z');
  t.like((await lab.run(deep.run)).result, { status: 'ok' });
});

test('a few that are missing are usual, many are an error', (t) => {
  t.deepEqual([0, 5, 6, 10, 11].map(alertLevel), ['INFO', 'INFO', 'WARNING', 'WARNING', 'ERROR']);
});
