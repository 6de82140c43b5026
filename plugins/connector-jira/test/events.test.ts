import test from 'ava';
import { about, delivered, jiraLab } from './jira-lab.ts';
import { startJira } from './support/jira-server.ts';

test('an issue that an event is about is fetched, and is a row in the month of its creation, in UTC', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  jira.site.change('SUP-1', { summary: 'It burns' });
  jira.site.comment('SUP-1', 'Bring water');

  const read = await lab.read([about('jira:issue_created', 'SUP-1')]);

  t.deepEqual(lab.parts('issues'), ['2024-05']);
  t.like(lab.rows('issues')[0], { issue_key: 'SUP-1', summary: 'It burns', comment_count: 1 });
  t.like(lab.rows('comments')[0], { issue_key: 'SUP-1', body: 'Bring water', author_name: 'Tom' });
  t.like(lab.rows('changelog')[0], { field_name: 'summary', to_value: 'It burns' });
  t.is(read.tables['remote_links']?.columns.length, 6, 'a table without rows says its columns');
});

test('each event has what it is about looked at, by key or by number', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  const ids = ['SUP-1', 'SUP-2', 'SUP-3', 'SUP-4', 'SUP-5', 'SUP-6'].map((key) => jira.site.create(key).id);

  await lab.read([
    delivered('issue_property_set', { issue: { id: ids[0] } }),
    delivered('comment_updated', { issue: { id: ids[1], key: 'SUP-2' } }),
    delivered('worklog_created', { worklog: { issueId: ids[2] } }),
    delivered('jira:worklog_deleted', { worklog: { issueId: Number(ids[3]) } }),
    delivered('issuelink_created', {
      issueLink: { sourceIssueId: Number(ids[4]), destinationIssueId: Number(ids[5]) },
    }),
  ]);

  t.deepEqual(
    lab.rows('issues').map((row) => row['issue_key']),
    ['SUP-1', 'SUP-2', 'SUP-3', 'SUP-4', 'SUP-5', 'SUP-6'],
  );
});

test('an attachment that an event names without its issue is found by what is stored; a stranger is passed over', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  const id = jira.site.attach('SUP-1', 'log.txt', Buffer.from('log'));
  await lab.read([about('jira:issue_created', 'SUP-1')]);
  jira.requests.length = 0;

  const { logs } = await lab.read([
    delivered('attachment_deleted', { attachment: { id } }),
    delivered('attachment_created', { attachment: { id: '1' } }),
    delivered('sprint_started', { sprint: { id: 1 } }),
  ]);

  t.is(jira.requests.filter((line) => line.startsWith('GET /rest/api/3/issue/SUP-1?')).length, 1);
  t.deepEqual(logs, ['1 × sprint_started: nothing to do.']);
});

test('events about one issue are one fetch, however many they are', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');

  await lab.read(Array.from({ length: 200 }, () => about('jira:issue_updated', 'SUP-1')));

  t.is(jira.requests.filter((line) => /issue\/SUP-1\?/.test(line)).length, 1);
});

test('only an event of a deletion removes an issue, and only when Jira does not find it', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  jira.site.comment('SUP-1', 'Hello');
  jira.site.create('SUP-2');
  await lab.read([about('jira:issue_created', 'SUP-1'), about('jira:issue_created', 'SUP-2')]);

  await lab.read([about('jira:issue_deleted', 'SUP-1')]);
  t.is(lab.rows('issues').length, 2, 'Jira has it');

  jira.site.delete('SUP-1');
  await lab.read([about('jira:issue_updated', 'SUP-1'), about('comment_deleted', 'SUP-1')]);
  t.is(lab.rows('issues').length, 2, 'no event says that it was deleted');

  await lab.read([about('jira:issue_deleted', 'SUP-1')]);
  t.deepEqual(
    lab.rows('issues').map((row) => row['issue_key']),
    ['SUP-2'],
  );
  t.deepEqual(lab.rows('comments'), []);

  jira.site.create('SUP-1');
  await lab.read([about('jira:issue_updated', 'SUP-1')]);
  t.is(lab.rows('issues').length, 2, 'it is there again');
});

test('a storm of deleted comments deletes no issue', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  const keys = ['SUP-1', 'SUP-2', 'SUP-3'];
  for (const key of keys) {
    jira.site.create(key);
    jira.site.comment(key, 'One');
  }
  await lab.read(keys.map((key) => about('jira:issue_created', key)));
  for (const key of keys) jira.site.dropComment(key, String(jira.site.issues.get(key)?.comments[0]?.['id']));
  jira.site.delete('SUP-3');

  await lab.read(keys.flatMap((key) => Array.from({ length: 100 }, () => about('comment_deleted', key))));

  t.is(lab.rows('issues').length, 3);
  t.deepEqual(
    lab.rows('comments').map((row) => row['issue_key']),
    ['SUP-3'],
  );
});

test('an issue that was moved is there under its new key only', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  const { id } = jira.site.create('SUP-1');
  await lab.read([about('jira:issue_created', 'SUP-1')]);
  jira.site.move('SUP-1', 'OPS-9');
  // By its old key, too, Jira finds it.
  jira.site.aliases.set('SUP-1', id);

  await lab.read([about('jira:issue_updated', 'SUP-1')]);

  t.deepEqual(
    lab.rows('issues').map((row) => row['issue_key']),
    ['OPS-9'],
  );
});

test('an issue whose event tells only the key it was moved to is there under that key only', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  jira.site.create('SUP-2');
  await lab.read([about('jira:issue_created', 'SUP-1'), about('jira:issue_created', 'SUP-2')]);
  jira.site.move('SUP-1', 'OPS-9');

  await lab.read([about('jira:issue_updated', 'OPS-9')]);

  t.deepEqual(
    lab.rows('issues').map((row) => row['issue_key']),
    ['OPS-9', 'SUP-2'],
  );
});

test('a refused token is not taken for issues that are gone', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  await lab.read([about('jira:issue_created', 'SUP-1')]);
  jira.faults.push(
    { at: /myself/, times: 99, status: 401 },
    { at: /issue/, times: 99, status: 404, headers: { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' } },
  );

  await t.throwsAsync(lab.read([about('jira:issue_deleted', 'SUP-1')]), { code: 'auth_expired' });
  jira.faults[1] = { at: /issue/, times: 99, status: 404 };
  await t.throwsAsync(lab.read([about('jira:issue_deleted', 'SUP-1')]), { code: 'auth_expired' });
  jira.faults.length = 0;
  await lab.read();

  t.is(lab.rows('issues').length, 1);
});

test('an issue that one event names by its key and another by its number is fetched once', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  const { id } = jira.site.create('SUP-1');

  await lab.read([
    delivered('worklog_created', { worklog: { issueId: id } }),
    delivered('comment_updated', { issue: { id, key: 'SUP-1' } }),
    delivered('issue_property_set', { issue: { id } }),
  ]);

  t.is(jira.requests.filter((request) => /\/issue\/[^/?]+\?/.test(request)).length, 1);
  t.deepEqual(
    lab.rows('issues').map((row) => row['issue_key']),
    ['SUP-1'],
  );
});
