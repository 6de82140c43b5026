import { mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { about, type JiraLab, jiraLab } from './jira-lab.ts';
import { startJira } from './support/jira-server.ts';

const issueKeys = (lab: JiraLab) => lab.rows('issues').map((row) => row['issue_key']);

test('what was stored and not published is published by the next reading', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  await lab.read([about('jira:issue_created', 'SUP-1')]);
  const states = new Map(lab.states);
  jira.site.change('SUP-1', { summary: 'New' });
  await lab.read([about('jira:issue_updated', 'SUP-1')]);
  // The process ended before the host could commit: what it remembers is as it was.
  for (const [name, state] of states) lab.states.set(name, state);

  const again = await lab.read();

  t.is(again.tables['issues']?.files.length, 1);
  t.true(again.tables['comments']?.unchanged);
  t.like(lab.rows('issues')[0], { summary: 'New' });
});

test('what was stored and not made into rows is made by the next reading, also amid the making', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  jira.site.create('SUP-2');
  await lab.read([about('jira:issue_created', 'SUP-1'), about('jira:issue_created', 'SUP-2')]);
  const raw = join(lab.kept, 'raw/issues');
  await rename(join(raw, 'SUP-1.json'), join(raw, 'SUP-3.json'));
  await writeFile(
    join(raw, 'SUP-3.json'),
    JSON.stringify({ _month: '2024-05', _synced_at: '2026-11-20T10:00:00.000Z', key: 'SUP-3', fields: {} }),
  );
  await mkdir(join(lab.kept, 'marks/dirty/2024-05'), { recursive: true });
  await mkdir(join(lab.kept, 'marks/taken/2024-05'), { recursive: true });
  await writeFile(join(lab.kept, 'marks/taken/2024-05/SUP-3'), '');
  await writeFile(join(lab.kept, 'marks/dirty/2024-05/SUP-2'), '');
  await writeFile(join(lab.kept, 'derived/issues/.left-over.tmp'), 'half a li');

  await lab.read();

  t.deepEqual(issueKeys(lab), ['SUP-1', 'SUP-2', 'SUP-3'], 'rows stay while their JSON is not there');
  t.deepEqual(await readdir(join(lab.kept, 'marks/dirty/2024-05')), []);
});

test('a month that is damaged, or lost, is made again from the JSON and never taken for empty', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  const keys = ['SUP-1', 'SUP-2', 'SUP-3'];
  for (const key of keys) jira.site.create(key);
  await lab.read(keys.map((key) => about('jira:issue_created', key)));
  const folder = join(lab.kept, 'derived/issues');
  const [file = ''] = await readdir(folder);

  await truncate(join(folder, file), 50);
  jira.site.change('SUP-1', { summary: 'One' });
  await lab.read([about('jira:issue_updated', 'SUP-1')]);
  t.is(lab.rows('issues').length, 3);

  await rm(folder, { recursive: true });
  await lab.read();
  t.is(lab.rows('issues').length, 3);

  await rm(join(lab.kept, 'derived'), { recursive: true });
  lab.states.clear();
  await lab.read();
  t.deepEqual(issueKeys(lab), keys);

  const [again = ''] = await readdir(folder);
  await writeFile(join(folder, again), '{"issue_key":"SUP-9"}\n');
  lab.states.clear();
  await lab.read();
  t.deepEqual(issueKeys(lab), keys);
});

test('JSON that cannot be read is fetched again, and until then the tables stay', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  jira.site.create('SUP-2');
  await lab.read([about('jira:issue_created', 'SUP-1'), about('jira:issue_created', 'SUP-2')]);
  await truncate(join(lab.kept, 'raw/issues/SUP-1.json'), 10);
  await rm(join(lab.kept, 'derived'), { recursive: true });
  jira.faults.push({ at: /SUP-1/, times: 3, status: 500 });

  await t.throwsAsync(lab.read(), { code: 'jira_raw_unreadable', message: /SUP-1/ });
  t.is(lab.rows('issues').length, 2);
  await lab.read();

  t.deepEqual(issueKeys(lab), ['SUP-1', 'SUP-2']);
});

test('unreadable JSON of an issue that Jira does not know is put aside', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  jira.site.create('SUP-2');
  await lab.read([about('jira:issue_created', 'SUP-1'), about('jira:issue_created', 'SUP-2')]);
  await truncate(join(lab.kept, 'raw/issues/SUP-1.json'), 10);
  await rm(join(lab.kept, 'derived'), { recursive: true });
  jira.site.delete('SUP-1');

  await lab.read();

  t.deepEqual(issueKeys(lab), ['SUP-2']);
  t.true((await readdir(join(lab.kept, 'raw/issues'))).includes('SUP-1.json.unreadable'));
});

test('other settings have all rows made anew, from what is stored', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1', { customfield_9: { value: 'High' } });
  await lab.read([about('jira:issue_created', 'SUP-1')]);
  jira.requests.length = 0;

  lab.config = { ...lab.config, fields: { severity: 'customfield_9' } };
  await lab.read();

  t.like(lab.rows('issues')[0], { severity: 'High' });
  t.deepEqual(jira.requests, []);
});

test('a month whose last row goes is gone, and a table whose last month goes is empty', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1', { created: '2024-01-15T10:00:00.000+0000' });
  jira.site.create('SUP-2', { created: '2024-02-15T10:00:00.000+0000' });
  await lab.read([about('jira:issue_created', 'SUP-1'), about('jira:issue_created', 'SUP-2')]);
  jira.site.delete('SUP-1');
  jira.site.delete('SUP-2');

  const first = await lab.read([about('jira:issue_deleted', 'SUP-1')]);
  const second = await lab.read([about('jira:issue_deleted', 'SUP-2')]);
  jira.site.create('SUP-3');
  const third = await lab.read([about('jira:issue_created', 'SUP-3')]);

  t.is(first.tables['issues']?.mode, 'append');
  t.deepEqual(first.tables['issues']?.gone, ['2024-01']);
  t.is(second.tables['issues']?.mode, 'append');
  t.deepEqual(second.tables['issues']?.gone, ['2024-02']);
  t.like(third.tables['issues'], { mode: 'replace' });
  t.deepEqual(lab.parts('issues'), ['2024-05']);
});
