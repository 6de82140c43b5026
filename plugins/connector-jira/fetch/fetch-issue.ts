import { isPlatformError } from '@agnes/sdk/errors';
import { answerStrange } from '../errors.ts';
import { isIssueKey } from '../keys.ts';
import { at, integerOf, isObject, type Json, objectOf, objectsOf } from '../rows/json.ts';
import type { Issue } from '../rows/rows-of-issue.ts';
import type { Answer, JiraClient } from './client.ts';
import { allItems } from './pages.ts';

/** The way to a site, and to the account that sees its SLAs. */
export interface Site {
  readonly client: JiraClient;
  readonly sla?: { readonly client: JiraClient; readonly fieldIds: readonly string[] };
}

/** An issue as Jira has it now. `lacks` names what could not be fetched beside it. */
export type Fetched =
  | { readonly status: 'found'; readonly issue: Issue; readonly lacks: readonly Lack[] }
  | { readonly status: 'missing' };

/** Something of an issue that is asked for by itself. */
type Lack = 'comments' | 'history' | 'remote links' | 'SLA fields';

/** Fetches an issue, by key or number, with all of its comments and history. Throws when Jira does not give it. */
export const fetchIssue = async (site: Site, reference: string): Promise<Fetched> => {
  const { client } = site;
  const path = `/rest/api/3/issue/${encodeURIComponent(reference)}`;
  const answer = await withoutHistory(client, path);
  if (answer.status === 'missing') return answer;
  const found = issueOf(answer.json, path);
  const own = `/rest/api/3/issue/${found.key}`;
  const fields = objectOf(found['fields']);
  const lists = await listsOf(client, own, found);
  const links = await tried(() => remoteLinks(client, own));
  const sla = await tried(() => slaFields(site, found.key));
  return {
    status: 'found',
    issue: {
      ...found,
      fields: { ...fields, ...lists.fields, ...(sla ?? {}) },
      ...lists.own,
      ...(links && { _remote_links: links }),
    },
    lacks: [
      ...lists.lacks,
      ...(links ? [] : (['remote links'] as const)),
      ...(sla ? [] : (['SLA fields'] as const)),
    ],
  };
};

/** Some fields of an issue. */
export const fetchFields = (
  client: JiraClient,
  reference: string,
  fields: readonly string[],
): Promise<Answer> =>
  client.get(
    `/rest/api/3/issue/${encodeURIComponent(reference)}?fields=${encodeURIComponent(fields.join(','))}`,
  );

/** An issue whose history makes the answer too large is asked for without it; the history then comes in pages. */
const withoutHistory = async (client: JiraClient, path: string): Promise<Answer> => {
  try {
    return await client.get(`${path}?expand=renderedFields,changelog&fields=*all`);
  } catch (cause) {
    if (!isPlatformError(cause) || cause.code !== 'answer_too_large') throw cause;
    return client.get(`${path}?fields=*all`);
  }
};

const issueOf = (json: unknown, path: string): Issue => {
  const key = at(json, 'key');
  if (!isObject(json) || !isIssueKey(key) || !isObject(json['fields'])) {
    throw answerStrange({ url: path, what: 'something that is no issue' });
  }
  return { ...json, key };
};

interface Lists {
  readonly fields: Json;
  readonly own: Json;
  readonly lacks: readonly Lack[];
}

const listsOf = async (client: JiraClient, path: string, issue: Issue): Promise<Lists> => {
  const comment = at(issue['fields'], 'comment');
  const comments = await allItems(client, `${path}/comment`, {
    first: objectsOf(at(comment, 'comments')),
    total: integerOf(at(comment, 'total')),
  });
  const histories = await allItems(client, `${path}/changelog`, {
    first: objectsOf(at(issue['changelog'], 'histories')),
    // Without a history at all, how much there is of it is not known: at least one page is asked for.
    total: isObject(issue['changelog']) ? integerOf(at(issue['changelog'], 'total')) : 1,
  });
  return {
    fields: comments
      ? { ...(comment !== undefined && { comment: counted(comment, 'comments', comments) }) }
      : {},
    own: histories ? { changelog: counted(issue['changelog'], 'histories', histories) } : {},
    lacks: [...(comments ? [] : (['comments'] as const)), ...(histories ? [] : (['history'] as const))],
  };
};

const counted = (list: unknown, name: string, items: readonly Json[]): Json => ({
  ...objectOf(list),
  [name]: items,
  total: items.length,
});

const remoteLinks = async (client: JiraClient, path: string): Promise<readonly Json[]> => {
  const answer = await client.get(`${path}/remotelink`);
  return answer.status === 'missing' ? [] : objectsOf(answer.json);
};

const slaFields = async ({ sla }: Site, key: string): Promise<Json> => {
  if (!sla || sla.fieldIds.length === 0) return {};
  const answer = await fetchFields(sla.client, key, sla.fieldIds);
  if (answer.status === 'missing') throw answerStrange({ url: key, what: 'not found, for the SLA account' });
  const fields = objectOf(at(answer.json, 'fields'));
  return Object.fromEntries(sla.fieldIds.flatMap((id) => (id in fields ? [[id, fields[id]]] : [])));
};

/** What is asked for beside the issue: without it the issue is stored all the same, with what was known before. */
const tried = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await work();
  } catch (cause) {
    if (!isPlatformError(cause)) throw cause;
    return undefined;
  }
};
