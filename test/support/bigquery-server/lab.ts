import { Secret } from '@agnes/sdk';
import type { ConnectorContext, Http } from '@agnes/sdk/connector';
import type { Settings } from '../../../plugins/connector-bigquery/settings.ts';
import type { BigQueryServer } from './bigquery-server.ts';
import type { Seed } from './warehouse.ts';

/** Settings that lead to the server, with different projects for data and bills. */
export const settingsFor = ({ url }: Pick<BigQueryServer, 'url'>): Settings => ({
  project: 'data-project',
  billing_project: 'billing-project',
  location: 'EU',
  api_endpoint: url,
  metadata_url: url,
  // Another host: what is sent to a metadata service is only ever read there.
  token_url: `${url.replace('127.0.0.1', 'localhost')}/token`,
});

/** What a connector gets, with requests that are really made. */
export const contextFor = (
  config: Settings,
  { key, signal, now = Date.now }: { key?: string; signal?: AbortSignal; now?: () => number } = {},
): ConnectorContext<Settings> => ({
  config,
  http: realHttp,
  log: () => {},
  signal: signal ?? new AbortController().signal,
  now,
  ...(key !== undefined && { secrets: { credentials_env: new Secret(key) } }),
});

/** Requests that are really made. */
export const realHttp: Http = {
  fetch: async (url, { method = 'GET', headers = {}, body, timeoutMs = 5000 } = {}) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(url, { method, headers, signal, ...(body !== undefined && { body }) });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      text: await answer.text(),
    };
  },
  download: () => Promise.reject(new Error('nothing is downloaded from BigQuery')),
};

/** One of our own tables. */
export const seed = (table: string, sql: string, more: Partial<Seed> = {}): Seed => ({
  project: 'data-project',
  dataset: 'sales',
  table,
  sql,
  ...more,
});
