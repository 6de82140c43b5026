import { answerStrange } from '../errors.ts';
import { isIssueKey } from '../keys.ts';
import { at, type Json, objectsOf, stringOf } from '../rows/json.ts';
import type { JiraClient } from './client.ts';

/** Some of the keys a search finds, and how to go on. */
export interface KeyPage {
  readonly keys: readonly string[];
  /** Absent: this was the last page. */
  readonly next?: string;
}

const path = '/rest/api/3/search/jql';
const pageSize = 100;
const betweenPagesMs = 100;

/** The keys a search finds, page by page, from the beginning or from where an earlier one stopped. */
export async function* searchKeys(client: JiraClient, jql: string, from?: string): AsyncGenerator<KeyPage> {
  let token = from;
  for (;;) {
    const page = await keyPage(client, { jql, ...(token !== undefined && { nextPageToken: token }) });
    yield page;
    if (page.next === undefined) return;
    token = page.next;
    await client.rest(betweenPagesMs);
  }
}

const keyPage = async (client: JiraClient, question: Json): Promise<KeyPage> => {
  const answer = await client.post(path, { ...question, maxResults: pageSize, fields: ['key'] });
  if (answer.status === 'missing') throw answerStrange({ url: path, what: 'status 404' });
  const keys = objectsOf(at(answer.json, 'issues')).map((issue) => issue['key']);
  const next = stringOf(at(answer.json, 'nextPageToken'));
  const isLast = at(answer.json, 'isLast') === true || next === null;
  return { keys: keys.filter(isIssueKey), ...(!isLast && { next }) };
};

/** A search without any condition is refused by the site, so one gets a condition that every issue fulfils. */
export const boundedJql = (jql: string, projects: readonly string[] = []): string => {
  if (!/^\s*(order\s+by\b|$)/i.test(jql)) return jql;
  return `${inProjects(projects) ?? 'created >= "1970-01-01"'} ${jql.trim()}`.trim();
};

/** The condition that leaves only these projects; nothing where none are named. */
export const inProjects = (projects: readonly string[] = []): string | undefined =>
  projects.length === 0 ? undefined : `project in (${projects.map((key) => `"${key}"`).join(', ')})`;
