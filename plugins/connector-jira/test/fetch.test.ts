import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { about, jiraLab } from './jira-lab.ts';
import { startJira } from './support/jira-server.ts';
import { slaOf } from './support/samples.ts';

const created = (key: string) => about('jira:issue_created', key);

test('the JSON is kept with the time it was fetched, readable for the group', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');

  await lab.read([created('SUP-1')]);

  const path = join(lab.kept, 'raw/issues/SUP-1.json');
  t.like(JSON.parse(await readFile(path, 'utf8')), {
    key: 'SUP-1',
    _month: '2024-05',
    _synced_at: '2026-11-20T10:00:00.000Z',
    _remote_links: [],
  });
  t.is((await stat(path)).mode & 0o777, 0o660);
  t.like(lab.rows('issues')[0], {
    _raw_file: 'issues/SUP-1.json',
    _synced_at: '2026-11-20T10:00:00.000000Z',
  });
});

test('a site that wants to be left alone is left alone for as long as it says', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  jira.faults.push({ at: /SUP-1\?/, status: 429, headers: { 'retry-after': '7' } });
  jira.faults.push({ at: /remotelink/, status: 429 });

  await lab.read([created('SUP-1')]);

  t.is(lab.rows('issues').length, 1);
  t.is(Math.ceil((lab.pauses[0] ?? 0) / 1_000), 7);
  t.true(
    lab.pauses.some((ms) => Math.ceil(ms / 1_000) === 60),
    'without a word of the site, a minute',
  );
});

test('an answer that breaks off, a server that stumbles and a connection that drops are tried again', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  jira.site.create('SUP-2');
  jira.faults.push({ at: /SUP-1\?/, body: 'cut' }, { at: /SUP-1\?/, status: 503 });
  jira.faults.push({ at: /SUP-2\?/, body: 'drop' }, { at: /SUP-2\?/, body: '<html>' });

  const { notices } = await lab.read([created('SUP-1'), created('SUP-2')]);

  t.is(lab.rows('issues').length, 2);
  t.deepEqual(notices, []);
});

test('links that could not be fetched stay as they were, and are fetched later', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1').remoteLinks.push({ id: 1, object: { url: 'https://wiki', title: 'Page' } });
  await lab.read([created('SUP-1')]);
  jira.site.change('SUP-1', { summary: 'New' });
  jira.site.issues.get('SUP-1')?.remoteLinks.push({ id: 2, object: { url: 'https://wiki/2', title: 'Two' } });
  jira.faults.push({ at: /remotelink/, times: 3, status: 500 });

  await lab.read([about('jira:issue_updated', 'SUP-1')]);
  t.like(lab.rows('issues')[0], { summary: 'New' });
  t.is(lab.rows('remote_links').length, 1);

  lab.now += 6 * 60_000;
  await lab.read();
  t.is(lab.rows('remote_links').length, 2);
});

test('an issue that Jira does not give is what the event says, keeps its children, and is fetched later', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  jira.site.comment('SUP-1', 'Hello');
  await lab.read([created('SUP-1')]);
  jira.faults.push({ at: /issue\/SUP-1/, times: 3, status: 500 });

  const { notices } = await lab.read([
    about('jira:issue_updated', 'SUP-1', { summary: 'Told', updated: '2024-06-01T10:00:00.000+0000' }),
    about('jira:issue_updated', 'SUP-1', { summary: 'Old', updated: '2024-05-01T10:00:00.000+0000' }),
  ]);
  t.like(lab.rows('issues')[0], { summary: 'Told', status: 'To Do' });
  t.is(lab.rows('comments').length, 1);
  t.is(notices[0]?.code, 'jira_not_fetched');

  lab.now += 6 * 60_000;
  await lab.read();
  t.like(lab.rows('issues')[0], { summary: 'Summary of SUP-1' });
});

test('when nothing can be fetched the tables stay, and the reason says what to do', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  await lab.read([created('SUP-1')]);
  jira.account = { email: 'robot@acme.example', token: 'renewed' };

  const error = await t.throwsAsync(lab.read([about('comment_created', 'SUP-1')]));

  t.like(error, { code: 'auth_expired', hint: 'Renew the secret this source names, then run it again.' });
  t.is(lab.rows('issues').length, 1);
});

test('SLAs come from the account that sees them, and stay where it fails', async (t) => {
  const jira = await startJira(t);
  const agent = await startJira(t, jira.site);
  const sla = {
    cloud_id: 'cloud-1',
    sla_email: 'agent@acme.example',
    sla_api_token: 'T',
    sla_url: agent.url,
  };
  const lab = await jiraLab(t, jira, { ...sla, fields: { first_response: 'customfield_10328' } });
  jira.site.create('SUP-1');
  jira.site.slas.set('SUP-1', { customfield_10328: slaOf(60_000) });

  await lab.read([created('SUP-1')]);
  t.like(lab.rows('issues')[0], { first_response_elapsed_millis: 60_000, first_response_breached: 'false' });

  agent.faults.push({ at: /cloud-1/, times: 99, status: 500 });
  jira.site.change('SUP-1', { summary: 'New' });
  await lab.read([about('jira:issue_updated', 'SUP-1')]);
  t.like(lab.rows('issues')[0], { first_response_elapsed_millis: 60_000, summary: 'New' });
});

test('an issue without a date of creation stays in the month it was first seen in', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1', { created: null });

  await lab.read([created('SUP-1')]);
  lab.now += 90 * 24 * 60 * 60_000;
  await lab.read([about('jira:issue_updated', 'SUP-1')]);

  t.deepEqual(lab.parts('issues'), ['2026-11']);
});

test('a fetch that began before what is stored does not lay the old upon the new', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  await lab.read([created('SUP-1')]);
  const path = join(lab.kept, 'raw/issues/SUP-1.json');
  const later = {
    ...JSON.parse(await readFile(path, 'utf8')),
    _synced_at: '2026-11-20T10:00:01.000Z',
    later: true,
  };
  await writeFile(path, JSON.stringify(later));

  await lab.read([about('jira:issue_updated', 'SUP-1')]);

  t.true(JSON.parse(await readFile(path, 'utf8')).later);
});
