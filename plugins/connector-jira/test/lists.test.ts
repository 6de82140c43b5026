import test from 'ava';
import { about, jiraLab } from './jira-lab.ts';
import { startJira } from './support/jira-server.ts';

const created = (key: string) => about('jira:issue_created', key);

test('comments and changes beyond the first page are fetched, each of them once', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  for (let index = 0; index < 230; index += 1) jira.site.comment('SUP-1', `Comment ${index}`);
  for (let index = 0; index < 120; index += 1) jira.site.change('SUP-1', { summary: `Summary ${index}` });

  await lab.read([created('SUP-1')]);

  const bodies = lab.rows('comments').map((row) => row['body']);
  t.is(bodies.length, 230);
  t.is(new Set(bodies).size, 230);
  t.is(lab.rows('changelog').length, 120);
  t.like(lab.rows('issues')[0], { comment_count: 230 });
});

test('comments and changes of which a page is not found stay as they were, and are fetched later', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  jira.site.create('SUP-1');
  for (let index = 0; index < 120; index += 1) {
    jira.site.comment('SUP-1', `Comment ${index}`);
    jira.site.change('SUP-1', { summary: `Summary ${index}` });
  }
  await lab.read([created('SUP-1')]);
  jira.site.comment('SUP-1', 'One more');
  jira.site.change('SUP-1', { summary: 'New' });
  for (const list of ['comment', 'changelog'])
    jira.faults.push({ at: new RegExp(`SUP-1/${list}\\?`), status: 404 });
  const counts = () => [lab.rows('comments').length, lab.rows('changelog').length];

  await lab.read([about('jira:issue_updated', 'SUP-1')]);
  t.like(lab.rows('issues')[0], { summary: 'New', comment_count: 120 });
  t.deepEqual(counts(), [120, 120]);

  lab.now += 6 * 60_000;
  await lab.read();
  t.like(lab.rows('issues')[0], { comment_count: 121 });
  t.deepEqual(counts(), [121, 121]);
});
