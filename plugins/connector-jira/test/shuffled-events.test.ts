import type { Delivery } from '@agnes/sdk/connector';
import test from 'ava';
import { tableNames } from '../rows/tables.ts';
import { about, type JiraLab, jiraLab } from './jira-lab.ts';
import { type JiraServer, startJira } from './support/jira-server.ts';
import { randomFrom, shuffled } from './support/random.ts';

const tablesOf = (lab: JiraLab) => tableNames.map((name) => lab.rows(name));

/** People work on forty issues; each thing they do is an event. */
const history = async (jira: JiraServer, each: (event: Delivery) => Promise<void>): Promise<void> => {
  const random = randomFrom(7);
  const keys = Array.from({ length: 40 }, (_, index) => `${index % 2 ? 'SUP' : 'OPS'}-${index + 1}`);
  for (const [index, key] of keys.entries()) {
    jira.site.create(key, { created: `2024-0${1 + (index % 6)}-15T10:00:00.000+0000` });
    await each(about('jira:issue_created', key));
  }
  for (let step = 0; step < 960; step += 1)
    await each(workOn(jira, keys[Math.floor(random() * 40)] ?? '', random));
};

const workOn = ({ site }: JiraServer, key: string, random: () => number): Delivery => {
  const issue = site.issues.get(key);
  const dice = random();
  if (!issue) return about('jira:issue_updated', key);
  if (dice < 0.01) {
    site.delete(key);
    return about('jira:issue_deleted', key);
  }
  if (dice < 0.3) {
    site.comment(key, `Comment ${dice}`);
    return about('comment_created', key);
  }
  if (dice < 0.4 && issue.comments[0]) {
    site.dropComment(key, String(issue.comments[0]['id']));
    return about('comment_deleted', key);
  }
  site.change(key, { summary: `Summary ${dice}` });
  return about('jira:issue_updated', key);
};

test('a thousand events give the same tables in any order, and however often they come', async (t) => {
  const jira = await startJira(t);
  const inOrder = await jiraLab(t, jira);
  const atRandom = await jiraLab(t, jira);
  const events: Delivery[] = [];
  await history(jira, async (event) => {
    events.push(event);
    // The one hears of everything at once; the site goes on meanwhile.
    if (events.length % 200 === 0) await inOrder.read(events.slice(-200));
  });
  const random = randomFrom(11);
  const mixed = shuffled([...events, ...events.filter(() => random() < 0.3)], random);

  for (let from = 0; from < mixed.length; from += 250) await atRandom.read(mixed.slice(from, from + 250));

  t.true(events.length === 1_000 && inOrder.rows('issues').length > 20);
  t.true(inOrder.rows('issues').length < 40, 'some were deleted');
  t.deepEqual(tablesOf(atRandom), tablesOf(inOrder));
});
