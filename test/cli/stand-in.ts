import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ExecutionContext } from 'ava';

/** A table of the stand-in: its bytes, or its parts. */
export interface StandInTable {
  readonly id?: string;
  readonly bytes?: Buffer;
  readonly parts?: Readonly<Record<string, Buffer>>;
  /** Fields of the manifest entry that say something else than the truth. */
  readonly entry?: Readonly<Record<string, unknown>>;
}

/** Answers a request in place of the stand-in; `false` leaves it to the stand-in after all. */
export type Answerer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A real HTTP server that speaks the few endpoints the command line needs. */
export interface StandIn {
  readonly url: string;
  /** `METHOD path`, in the order they came. */
  readonly requests: string[];
  readonly heads: IncomingMessage[];
  /** Bodies of requests that had one. */
  readonly bodies: unknown[];
  readonly tables: Map<string, StandInTable>;
  /** What the manifest says beside the tables. */
  readonly assets: Map<string, { readonly hash: string }>;
  /** By `METHOD path`, without the query string. */
  readonly answers: Map<string, Answerer>;
}

/** What a sync asks for beside its tables, of a server whose manifest says nothing of rules. */
export const rulesRequest = 'GET /api/memory/bundle';

/** From now on the server has these mandatory rules, which it calls so. */
export const offerRules = (server: StandIn, hash: string, mandatory: readonly object[] = []): void => {
  server.assets.set('rules', { hash });
  server.answers.set(rulesRequest, json({ mandatory, approved: [], hash }));
};

/** Token the stand-in accepts. */
export const token = `e30.${Buffer.from('{"email":"ada@example.com","typ":"session","exp":4102444800}').toString('base64url')}.x`;

/** Starts a stand-in that is stopped with the test. */
export const startStandIn = async (t: ExecutionContext): Promise<StandIn> => {
  const lists = { requests: [], heads: [], bodies: [] };
  const parts = { ...lists, tables: new Map(), assets: new Map(), answers: new Map(fixedAnswers) };
  const server = createServer((request, response) => void handle(request, response, standIn));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const standIn: StandIn = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...parts };
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return standIn;
};

/** Heads of the requests for files, in the order they came. */
export const downloadsOf = ({ heads }: StandIn): readonly IncomingMessage[] =>
  heads.filter(({ url }) => url?.startsWith('/api/data/'));

/** Sends JSON. */
export const json =
  (value: unknown, status = 200, type = 'application/json'): Answerer =>
  (_request, response) => {
    response.writeHead(status, { 'Content-Type': type, 'x-request-id': 'abc123' }).end(JSON.stringify(value));
  };

/** Sends a problem document. */
export const problem = (status: number, fields: Readonly<Record<string, unknown>> = {}): Answerer =>
  json(
    {
      type: '/problems/x',
      title: 'X',
      status,
      detail: 'It is not so.',
      code: 'not_so',
      hint: 'Do this.',
      ...fields,
    },
    status,
    'application/problem+json',
  );

/** SHA-256 in hex. */
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const fixedAnswers: readonly (readonly [string, Answerer])[] = [
  ['GET /api/health', json({ status: 'ok', db_schema: 'ok', current: 27, expected: 27 })],
  ['GET /api/version', json({ version: '0.1.0', min_client: '0.1.0' })],
  [
    'POST /auth/token',
    json({ access_token: token, token_type: 'bearer', email: 'ada@example.com', role: 'user' }),
  ],
  ['POST /auth/logout', (_request, response) => response.writeHead(204).end()],
  [
    'GET /auth/me',
    json({ email: 'ada@example.com', groups: [{ id: '1', name: 'Everyone' }], kind: 'session' }),
  ],
];

const handle = async (
  request: IncomingMessage,
  response: ServerResponse,
  standIn: StandIn,
): Promise<void> => {
  const { pathname } = new URL(request.url ?? '/', standIn.url);
  const route = `${request.method} ${pathname}`;
  standIn.requests.push(`${request.method} ${request.url}`);
  standIn.heads.push(request);
  if (hasBody(request)) standIn.bodies.push(bodyOf(request, await text(request)));
  const isOpen = /^\/(auth\/token|auth\/device\/\w+|api\/health|api\/version|cli\/.+)$/.test(pathname);
  if (!isOpen && request.headers.authorization !== `Bearer ${token}`) {
    problem(401, { code: 'token_unknown', detail: 'Unknown token.' })(request, response);
    return;
  }
  const answer = standIn.answers.get(route);
  if (answer && answer(request, response) !== false) return;
  if (pathname === '/api/sync/manifest') manifest(request, response, standIn);
  else if (pathname.startsWith('/api/data/')) sendTable(request, response, standIn);
  else problem(404, { code: 'no_such_route' })(request, response);
};

const manifest: (request: IncomingMessage, response: ServerResponse, standIn: StandIn) => void = (
  request,
  response,
  { tables, assets },
) => {
  const entries = Object.fromEntries([...tables].map(([name, table]) => [name, entryOf(name, table)]));
  const said = { tables: entries, assets: Object.fromEntries(assets) };
  const etag = `"${sha256(Buffer.from(JSON.stringify(said)))}"`;
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { ETag: etag }).end();
    return;
  }
  const body = { ...said, server_time: '2026-01-02T03:04:05+00:00', generation: 1 };
  response.writeHead(200, { 'Content-Type': 'application/json', ETag: etag }).end(JSON.stringify(body));
};

const entryOf = (name: string, { id = name, bytes, parts, entry }: StandInTable) => {
  const newest = bytes ?? Buffer.concat(Object.values(parts ?? {}));
  return {
    id,
    view_name: name,
    updated: '2026-01-01T00:00:00+00:00',
    rows: 1,
    query_mode: 'local',
    source_type: 'files',
    ...fileOf(newest),
    ...(parts && { parts: Object.entries(parts).map(([part, part_]) => ({ part, ...fileOf(part_) })) }),
    ...entry,
  };
};

const fileOf = (bytes: Buffer) => ({
  hash: createHash('md5').update(bytes).digest('hex'),
  sha256: sha256(bytes),
  size_bytes: bytes.length,
});

const sendTable = (request: IncomingMessage, response: ServerResponse, { tables, url }: StandIn): void => {
  const { pathname, searchParams } = new URL(request.url ?? '/', url);
  const id = decodeURIComponent(pathname.split('/')[3] ?? '');
  const table = [...tables].find(([name, one]) => (one.id ?? name) === id)?.[1];
  const part = searchParams.get('part');
  const bytes = part === null ? table?.bytes : table?.parts?.[part];
  if (bytes) sendBytes(request, response, bytes);
  else problem(403, { code: 'access_denied', detail: 'Access denied.' })(request, response);
};

/** Sends bytes the way the server does: with validators, a digest and ranges. */
export const sendBytes = (request: IncomingMessage, response: ServerResponse, bytes: Buffer): void => {
  const { status, headers, body } = rangedAnswer(request, bytes);
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
};

/** The answer to a request for bytes, for those who send only part of it. */
export const rangedAnswer = (request: IncomingMessage, bytes: Buffer) => {
  const etag = `"${sha256(bytes)}"`;
  const digest = createHash('sha256').update(bytes).digest('base64');
  const common = { ETag: etag, 'Repr-Digest': `sha-256=:${digest}:`, 'Accept-Ranges': 'bytes' };
  const condition = request.headers['if-range'];
  const isStale = condition !== undefined && condition !== etag;
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(isStale ? '' : (request.headers.range ?? '')) ?? [];
  if (start === undefined)
    return { status: 200, headers: { ...common, 'Content-Length': bytes.length }, body: bytes };
  const last = end ? Number(end) : bytes.length - 1;
  if (Number(start) >= bytes.length) return { status: 416, headers: common, body: Buffer.alloc(0) };
  const body = bytes.subarray(Number(start), last + 1);
  const range = `bytes ${start}-${last}/${bytes.length}`;
  return { status: 206, headers: { ...common, 'Content-Length': body.length, 'Content-Range': range }, body };
};

// A form is kept as it came.
const bodyOf = ({ headers }: IncomingMessage, sent: string): unknown =>
  headers['content-type']?.startsWith('multipart/') ? sent : JSON.parse(sent || '{}');

const hasBody = ({ method = '' }: IncomingMessage): boolean => ['POST', 'PUT', 'PATCH'].includes(method);
