import type { Client } from './client.ts';

/** A request that the client library has no method for which gives the answer as it came. */
export interface Call {
  readonly path: string;
  readonly query: Readonly<Record<string, string | number | boolean>>;
  /** Absent: the project that pays. */
  readonly projectId?: string;
}

/** Reads from the API, through the library's own way of signing and trying again. */
export const call = <Answer>(
  { bigquery }: Client,
  { path: uri, query: qs, projectId }: Call,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    bigquery.request({ uri, qs, ...(projectId !== undefined && { projectId }) }, (error, body) => {
      if (error) reject(error);
      // The caller names the answer of the path it asks for.
      else resolve(body as Answer);
    });
  });
