import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Http, HttpRequest, HttpResponse } from '../connector.ts';
import { stagingMissing } from './errors.ts';

/** A request the code under test has made. */
export interface FakeRequest extends HttpRequest {
  readonly url: string;
}

/** What the world outside says; what is left out is status 200, no headers and an empty text. */
export type Answering = (request: FakeRequest) => Partial<HttpResponse>;

/** The world outside of a test. */
export interface FakeWorld {
  readonly answer?: Answering;
  /** An empty folder that downloads go to. */
  readonly staging?: string;
}

/** An `Http` that reaches nothing: it answers from the test and remembers what was asked. */
export const fakeHttp = ({ answer = () => ({}), staging }: FakeWorld) => {
  const requests: FakeRequest[] = [];
  const fetch: Http['fetch'] = async (url, request) => {
    requests.push({ ...request, url });
    return { status: 200, headers: {}, text: '', ...answer({ ...request, url }) };
  };
  const download: Http['download'] = async (url, request) => {
    if (staging === undefined) throw stagingMissing({ url });
    const { text, ...response } = await fetch(url, request);
    const path = join(staging, `download-${requests.length}`);
    await writeFile(path, text);
    return { ...response, path, bytes: Buffer.byteLength(text) };
  };
  return { requests, http: { fetch, download } satisfies Http };
};
