import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Http } from '@agnes/sdk/connector';
import { UpstreamError } from '@agnes/sdk/errors';

/** Sends what a connector asks for, with the credentials the broker would add. */
export const realHttp = (folder: string, token = 'jira-token-canary'): Http => {
  const authorization = `Basic ${Buffer.from(`robot@acme.example:${token}`).toString('base64')}`;
  const send: typeof fetch = async (url, init) => {
    try {
      return await fetch(url, init);
    } catch (cause) {
      throw UpstreamError({ reason: `The request to "${url}" failed.` }, { cause });
    }
  };
  const ask = (
    url: string,
    { method = 'GET', headers = {}, body, timeoutMs = 5_000 }: Parameters<Http['fetch']>[1] = {},
  ) =>
    send(url, {
      method,
      headers: { ...headers, authorization },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body }),
    });
  let downloads = 0;
  return {
    fetch: async (url, request) => {
      const response = await ask(url, request);
      const text = await response.text().catch((cause: unknown) => {
        throw UpstreamError({ reason: `The answer of "${url}" was cut short.` }, { cause });
      });
      return { status: response.status, headers: Object.fromEntries(response.headers), text };
    },
    download: async (url, request) => {
      const response = await ask(url, request);
      const bytes = Buffer.from(await response.arrayBuffer());
      downloads += 1;
      const path = join(folder, `download-${downloads}`);
      await writeFile(path, bytes);
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        path,
        bytes: bytes.length,
      };
    },
  };
};
