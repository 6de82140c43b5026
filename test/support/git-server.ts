import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A real git server over HTTP on a free port: `git http-backend` behind a few lines of CGI. */
export interface GitServer extends AsyncDisposable {
  /** Of the folder; a repository is `<url>/<name>`. */
  readonly url: string;
  readonly port: number;
  /** The `Authorization` header of every request, or ''. */
  readonly logins: string[];
}

/** What a server does beside serving. */
export interface GitServing {
  /** Asked for when given, as the password of anybody. */
  readonly password?: string;
  /** Done while whoever asks waits for the answer. */
  readonly before?: () => Promise<void>;
  /** Answers in place of git; true when it has. */
  readonly instead?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** Serves the bare repositories below a folder. */
export const gitServer = async (
  folder: string,
  { password, instead, before }: GitServing = {},
): Promise<GitServer> => {
  const logins: string[] = [];
  const server = createServer(async (request, response) => {
    logins.push(request.headers.authorization ?? '');
    await before?.();
    if (instead?.(request, response)) return;
    const wanted = `Basic ${Buffer.from(`x-access-token:${password}`).toString('base64')}`;
    if (password !== undefined && request.headers.authorization !== wanted) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
    } else backend(folder, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    logins,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

const backend = (folder: string, request: IncomingMessage, response: ServerResponse): void => {
  const url = new URL(request.url ?? '/', 'http://git');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REQUEST_METHOD: request.method ?? 'GET',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      REMOTE_ADDR: '127.0.0.1',
    },
  });
  request.pipe(child.stdin).on('error', () => {});
  let head = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) return response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const lines = head
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(': '));
    const status = lines.find(([name]) => name === 'Status')?.[1]?.slice(0, 3) ?? '200';
    response.writeHead(Number(status), Object.fromEntries(lines));
    return response.write(head.subarray(end + 4));
  });
  child.stdout.on('end', () => response.end());
};
