import test from 'ava';
import { about, jiraLab } from './jira-lab.ts';
import { startJira } from './support/jira-server.ts';

test('an issue that an event is about is fetched, and is a row in the month of its creation', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  jira.site.change('SUP-1', { summary: 'It burns' });
  jira.site.comment('SUP-1', 'Bring water');

  const read = await lab.read([about('jira:issue_created', 'SUP-1')]);

  t.deepEqual(lab.parts('issues'), ['2024-05']);
  t.like(lab.rows('issues')[0], { issue_key: 'SUP-1', summary: 'It burns', comment_count: 1 });
  t.like(lab.rows('comments')[0], {
    issue_key: 'SUP-1',
    body: 'Bring water',
    author_email: 'tom@acme.example',
  });
  t.like(lab.rows('changelog')[0], { field_name: 'summary', to_value: 'It burns' });
  t.deepEqual(read.tables['remote_links']?.columns.length, 6);
});
