import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ExecutionContext } from 'ava';

/** What the services of Google are asked for besides signing in, on this machine. */
export interface GoogleStandIn {
  /** For `auth.google.endpoints`. */
  readonly endpoints: Readonly<
    Record<'cloud_identity' | 'directory' | 'iam_credentials' | 'oauth_token' | 'metadata', string>
  >;
  /** Groups by address of the member, for one kind of groups. */
  put(email: string, groups: readonly string[], label?: string): void;
  /** From now on searches answer with this status. */
  answerWith(status: number): void;
  /** Searches and requests for tokens so far, without hosts. */
  readonly asked: readonly string[];
  /** Payloads that were signed, oldest first. */
  readonly signed: readonly Readonly<Record<string, unknown>>[];
}

/** The service account of this machine. */
export const machineAccount = 'agnes@project.iam.example.com';

const usual = 'groups.discussion_forum';
const pageSize = 2;

interface State {
  readonly groups: Map<string, readonly string[]>;
  readonly asked: string[];
  readonly signed: Record<string, unknown>[];
  /** Access token → scope. */
  readonly tokens: Map<string, string>;
  status: number;
}

/** Starts them. Pages hold two groups each. */
export const startGoogle = async (t: ExecutionContext): Promise<GoogleStandIn> => {
  const state: State = { groups: new Map(), asked: [], signed: [], tokens: new Map(), status: 200 };
  const api = await listening(t, apiOf(state));
  return {
    endpoints: {
      cloud_identity: api,
      directory: api,
      iam_credentials: api,
      oauth_token: `${api}/token`,
      metadata: await listening(t, metadataOf(state)),
    },
    put: (email, groups, label = usual) => state.groups.set(`${label} ${email}`, groups),
    answerWith: (status) => {
      state.status = status;
    },
    asked: state.asked,
    signed: state.signed,
  };
};

const listening = async (t: ExecutionContext, listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const metadataOf =
  ({ tokens }: State): RequestListener =>
  (request, response) => {
    const isAsked = request.headers['metadata-flavor'] === 'Google' && request.method === 'GET';
    const name = /^\/computeMetadata\/v1\/instance\/service-accounts\/default\/(email|token)$/.exec(
      request.url ?? '',
    )?.[1];
    if (!isAsked || name === undefined) return void response.writeHead(403).end();
    const token = randomUUID();
    tokens.set(token, 'machine');
    response.writeHead(200, { 'metadata-flavor': 'Google' });
    response.end(name === 'email' ? `${machineAccount}\n` : JSON.stringify({ access_token: token }));
  };

const apiOf =
  (state: State): RequestListener =>
  async (request, response) => {
    const url = new URL(request.url ?? '', 'http://google');
    state.asked.push(`${url.pathname}${url.search}`);
    const { status, body } = await answerOf(state, request, url);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const refused = (status: number): Answer => ({ status, body: { error: { code: status } } });

const answerOf = async (state: State, request: IncomingMessage, url: URL): Promise<Answer> => {
  const body = await text(request);
  const scope = state.tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
  if (url.pathname === '/token') return tokenFor(state, new URLSearchParams(body));
  if (url.pathname.endsWith(':signJwt')) return scope === 'machine' ? signed(state, url, body) : refused(401);
  if (state.status !== 200) return refused(state.status);
  if (url.pathname === '/admin/directory/v1/groups') return directory(state, url, scope);
  return search(state, url, scope);
};

const signed = ({ signed: all }: State, url: URL, body: string): Answer => {
  const payload = JSON.parse(JSON.parse(body).payload);
  const account = /serviceAccounts\/([^/]+):signJwt$/.exec(decodeURIComponent(url.pathname))?.[1];
  if (payload.iss !== account) return refused(400);
  all.push(payload);
  return { status: 200, body: { signedJwt: `signed-${all.length}` } };
};

const tokenFor = ({ signed: all, tokens }: State, form: URLSearchParams): Answer => {
  const index = Number(form.get('assertion')?.replace('signed-', ''));
  const payload = all[index - 1];
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer' || !payload)
    return refused(400);
  const token = randomUUID();
  tokens.set(token, `${payload['scope']}`);
  return { status: 200, body: { access_token: token, expires_in: 3600, token_type: 'Bearer' } };
};

const directory = (state: State, url: URL, scope: string | undefined): Answer => {
  if (!scope?.endsWith('admin.directory.group.readonly')) return refused(403);
  const found = state.groups.get(`${usual} ${url.searchParams.get('userKey')}`);
  if (!found) return refused(404);
  const { page, next } = pageOf(found, url);
  return { status: 200, body: { kind: 'groups', groups: page.map((email) => ({ email })), ...next } };
};

/** The expression as Google reads it: a literal in single quotes, in which quotes and backslashes are escaped. */
const expression =
  /^member_key_id == '((?:[^'\\]|\\['\\])*)' && 'cloudidentity\.googleapis\.com\/([a-z._]+)' in labels$/;

const search = (state: State, url: URL, scope: string | undefined): Answer => {
  const method = /^\/v1\/groups\/-\/memberships:search(Transitive|Direct)Groups$/.exec(url.pathname)?.[1];
  const [, member, label] = expression.exec(url.searchParams.get('query') ?? '') ?? [];
  if (!scope?.endsWith('cloud-identity.groups.readonly')) return refused(403);
  if (method === undefined || member === undefined) return refused(400);
  const found = state.groups.get(`${label} ${member.replaceAll(/\\(.)/g, '$1')}`) ?? [];
  const { page, next } = pageOf(found, url);
  const memberships = page.map((id) => ({ groupKey: { id }, relationType: 'DIRECT' }));
  return { status: 200, body: { ...(memberships.length > 0 && { memberships }), ...next } };
};

const pageOf = (all: readonly string[], url: URL) => {
  const from = Number(url.searchParams.get('pageToken') ?? 0);
  const isMore = all.length > from + pageSize;
  return {
    page: all.slice(from, from + pageSize),
    next: isMore ? { nextPageToken: `${from + pageSize}` } : {},
  };
};
