import type { JiraSite, Value } from './jira-site.ts';

/** A request, and what it is asked of. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly isSignedIn: boolean;
  readonly body: string;
  readonly site: JiraSite;
}

/** What the site answers. */
export interface SiteAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Comments that come with an issue, and changes, newest first; the rest is in pages. */
const commentsAlong = 3;
const changesAlong = 5;

const routes: readonly (readonly [RegExp, (asked: Asked, reference: string) => SiteAnswer])[] = [
  [/^GET \/rest\/api\/3\/myself$/, () => ok({ accountId: '5b10', emailAddress: 'robot@acme.example' })],
  [/^GET \/rest\/api\/3\/field$/, ({ site }) => ok(site.fields)],
  [/^POST \/rest\/api\/3\/search\/jql$/, (asked) => search(asked)],
  [/^GET \/rest\/api\/3\/attachment\/content\/(.+)$/, ({ site }, id) => fileOf(site, id)],
  [/^GET \/rest\/api\/3\/issue\/([^/]+)$/, (asked, reference) => issueOf(asked, reference)],
  [
    /^GET \/rest\/api\/3\/issue\/([^/]+)\/comment$/,
    (asked, reference) => listOf(asked, reference, 'comments'),
  ],
  [
    /^GET \/rest\/api\/3\/issue\/([^/]+)\/changelog$/,
    (asked, reference) => listOf(asked, reference, 'histories'),
  ],
  [
    /^GET \/rest\/api\/3\/issue\/([^/]+)\/remotelink$/,
    ({ site }, reference) => {
      const issue = found(site, reference);
      return issue ? ok(issue.remoteLinks) : missing;
    },
  ],
  [/^GET \/ex\/jira\/cloud-1\/rest\/api\/3\/myself$/, () => ok({ accountId: '5b11' })],
  [
    /^GET \/ex\/jira\/cloud-1\/rest\/api\/3\/issue\/([^/]+)$/,
    (asked, reference) => agentView(asked, reference),
  ],
];

/** What a site of Jira Cloud answers. */
export const answerTo = (asked: Asked): SiteAnswer => {
  if (!asked.isSignedIn) return { status: 401, body: { errorMessages: ['Client must be authenticated'] } };
  const line = `${asked.method} ${asked.url.pathname}`;
  for (const [pattern, answer] of routes) {
    const match = pattern.exec(line);
    if (match) return answer(asked, decodeURIComponent(match[1] ?? ''));
  }
  return missing;
};

const ok = (body: unknown): SiteAnswer => ({ status: 200, body });

const missing: SiteAnswer = {
  status: 404,
  body: { errorMessages: ['Issue does not exist or you do not have permission to see it.'], errors: {} },
};

const found = (site: JiraSite, reference: string) =>
  site.issues.get(reference) ??
  [...site.issues.values()].find(({ id }) => id === (site.aliases.get(reference) ?? reference));

const issueOf = ({ site, url }: Asked, reference: string): SiteAnswer => {
  const issue = found(site, reference);
  if (!issue) return missing;
  const { id, key, fields, comments, histories } = issue;
  const wanted = url.searchParams.get('fields') ?? '*all';
  const comment = {
    comments: comments.slice(0, commentsAlong),
    maxResults: commentsAlong,
    total: comments.length,
    startAt: 0,
  };
  const changelog = {
    startAt: 0,
    maxResults: changesAlong,
    total: histories.length,
    histories: histories.toReversed().slice(0, changesAlong),
  };
  const isExpanded = url.searchParams.get('expand')?.includes('changelog');
  const all = { ...fields, comment, ...(site.slas.get(key) && hiddenSlas(site, key)) };
  return ok({
    id,
    key,
    self: `https://site/${id}`,
    fields: some(all, wanted),
    ...(isExpanded && { changelog }),
  });
};

const hiddenSlas = (site: JiraSite, key: string): Value =>
  Object.fromEntries(
    Object.keys(site.slas.get(key) ?? {}).map((id) => [id, { errorMessage: 'No permission' }]),
  );

const some = (fields: Value, wanted: string): Value => {
  if (wanted === '*all') return fields;
  const names = wanted.split(',');
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
};

const agentView = ({ site, url }: Asked, reference: string): SiteAnswer => {
  const issue = found(site, reference);
  if (!issue) return missing;
  const fields = { ...issue.fields, ...site.slas.get(issue.key) };
  return ok({ id: issue.id, key: issue.key, fields: some(fields, url.searchParams.get('fields') ?? '*all') });
};

const listOf = ({ site, url }: Asked, reference: string, list: 'comments' | 'histories'): SiteAnswer => {
  const issue = found(site, reference);
  if (!issue) return missing;
  const startAt = Number(url.searchParams.get('startAt') ?? 0);
  const maxResults = Math.min(Number(url.searchParams.get('maxResults') ?? 50), 100);
  const values = issue[list].slice(startAt, startAt + maxResults);
  const total = issue[list].length;
  return ok({ startAt, maxResults, total, [list === 'comments' ? 'comments' : 'values']: values });
};

/** Understands as much JQL as is asked: projects, and days since the creation. */
const search = ({ site, body }: Asked): SiteAnswer => {
  const { jql, maxResults, nextPageToken = '0' } = JSON.parse(body);
  if (/^\s*(order by.*)?$/i.test(jql)) {
    return { status: 400, body: { errorMessages: ['Unbounded JQL queries are not allowed here.'] } };
  }
  const projects = [...jql.matchAll(/"([A-Z]+)"/g)].map(([, project]) => project);
  const listed = [...site.issues.keys()].filter((key) => !site.unlisted.has(key));
  const keys = listed.filter(
    (key) => projects.length === 0 || projects.includes(key.slice(0, key.lastIndexOf('-'))),
  );
  const from = Number(nextPageToken);
  if (!Number.isInteger(from)) return { status: 400, body: { errorMessages: ['The token is unknown.'] } };
  const issues = keys.slice(from, from + maxResults).map((key) => ({ id: site.issues.get(key)?.id, key }));
  const isLast = from + maxResults >= keys.length;
  return ok({ issues, isLast, ...(!isLast && { nextPageToken: String(from + maxResults) }) });
};

const fileOf = (site: JiraSite, id: string): SiteAnswer => {
  const content = site.files.get(id);
  return content
    ? { status: 200, headers: { 'content-type': 'text/plain' }, body: content.toString() }
    : missing;
};
