import { readFile, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request as send } from 'node:http';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { Http, HttpRequest } from '@agnes/sdk/connector';
import { ConfigError, UpstreamError } from '@agnes/sdk/errors';
import { stackHost } from './keboola-server.ts';

/** Where requests go, and what the host adds to them. */
export interface Route {
  readonly port: number;
  readonly token: string;
  readonly staging: string;
}

/** `http` as the host's broker is: declared hosts only, the token added for the stack, bodies unpacked on the way. */
export const routedHttp = ({ port, token, staging }: Route): Http => {
  let downloads = 0;
  const ask = async (url: string, { method = 'GET', headers = {}, body }: HttpRequest = {}) => {
    const { protocol, host, pathname, search } = new URL(url);
    if (protocol !== 'https:' || !(await isDeclared(host)))
      throw ConfigError({ reason: `host_not_declared ${host}` });
    const added = host === stackHost ? { 'x-storageapi-token': token } : {};
    const all = { ...headers, ...added, host };
    return answered(url, { port, method, path: `${pathname}${search}`, headers: all, body });
  };
  return {
    fetch: async (url, request) => {
      const { bytes, ...answer } = await ask(url, request);
      return { ...answer, text: bytes.toString('utf8') };
    },
    download: async (url, request) => {
      const { bytes, ...answer } = await ask(url, request);
      downloads += 1;
      const [ending = ''] = /(\.[a-z0-9]{1,8}){1,2}$/.exec(basename(new URL(url).pathname)) ?? [];
      const path = join(staging, `download-${downloads}${ending}`);
      await writeFile(path, bytes, { flag: 'wx' });
      return { ...answer, path, bytes: bytes.length };
    },
  };
};

interface Sent {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const answered = async (url: string, { body, ...sent }: Sent) => {
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      send({ hostname: '127.0.0.1', ...sent }, resolve)
        .on('error', reject)
        .end(body);
    });
    const raw = await buffer(response);
    const { 'content-encoding': encoding, ...headers } = response.headers;
    const bytes = encoding === 'gzip' ? gunzipSync(raw) : raw;
    return { status: response.statusCode ?? 0, headers: textOf(headers), bytes };
  } catch (cause) {
    throw UpstreamError({ reason: `The request to "${url.replace(/\?.*/, '')}" failed` }, { cause });
  }
};

const textOf = (headers: IncomingMessage['headers']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

const isDeclared = async (host: string): Promise<boolean> => {
  const { capabilities } = JSON.parse(
    await readFile(new URL('../../agnes.plugin.json', import.meta.url), 'utf8'),
  );
  const declared: readonly { readonly host?: string }[] = capabilities.network;
  return declared.some(({ host: pattern = stackHost }) =>
    pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern,
  );
};
