import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Http, HttpRequest } from '@agnes/sdk/connector';
import { UpstreamError } from '@agnes/sdk/errors';

/** How every request is answered until it is taken back. */
export type Mood =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | 'cut'
  | 'silent';

/** Serves files to whoever has the right header: entity tags, conditions, HEAD, and bad days. */
export const startWeb = async (authorization: string, files: Readonly<Record<string, string>>) => {
  const state: { mood?: Mood | undefined; asked?: (() => void) | undefined } = {};
  const server = createServer((request, response) => {
    state.asked?.();
    if (state.mood === 'silent') return;
    if (state.mood === 'cut') return cut(response);
    if (state.mood) return void response.writeHead(state.mood.status, state.mood.headers).end('no');
    if (request.headers.authorization !== authorization) return void response.writeHead(401).end('no');
    serve(request, response, files[String(request.url)]);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  // A server that listens on a port has an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    be: (mood?: Mood) => {
      state.mood = mood;
    },
    /** Resolves with the next request. */
    asked: () => new Promise<void>((resolve) => (state.asked = resolve)),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const serve = (request: IncomingMessage, response: ServerResponse, content: string | undefined): void => {
  if (content === undefined) return void response.writeHead(404).end('no');
  const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`;
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
  response.writeHead(200, { etag, 'content-length': Buffer.byteLength(content) });
  response.end(request.method === 'HEAD' ? undefined : content);
};

const cut = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-length': 1000 });
  response.write('id,na', () => response.destroy());
};

/** Requests as the host's broker makes them: with the header, and with its own words for a broken connection. */
export const brokered = (authorization: string, staging: string): Http => {
  let downloads = 0;
  const ask = async (url: string, { method = 'GET', headers = {} }: HttpRequest = {}) => {
    try {
      const answer = await fetch(url, { method, headers: { ...headers, authorization } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return { status: answer.status, headers: Object.fromEntries(answer.headers), bytes };
    } catch (cause) {
      throw UpstreamError({ reason: `The request to "${url}" failed.` }, { cause });
    }
  };
  return {
    fetch: async (url, request) => {
      const { bytes, ...answer } = await ask(url, request);
      return { ...answer, text: bytes.toString('utf8') };
    },
    download: async (url, request) => {
      const { bytes, ...answer } = await ask(url, request);
      downloads += 1;
      const path = join(staging, `download-${downloads}`);
      await writeFile(path, bytes, { flag: 'wx' });
      return { ...answer, path, bytes: bytes.length };
    },
  };
};
