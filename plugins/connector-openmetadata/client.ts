import type { Http, HttpResponse } from '@agnes/sdk/connector';
import { AccessDenied, AuthExpired, RateLimited, TimedOut, UpstreamError } from '@agnes/sdk/errors';
import { listIn, objectIn, textIn } from './json.ts';

/** A table or metric as the API writes it. */
export type Entity = Readonly<Record<string, unknown>>;

/** What was listed. False: it broke off, and nobody knows what else there is. */
export interface Listing {
  readonly entities: readonly Entity[];
  readonly isComplete: boolean;
  /** Why it broke off. */
  readonly why?: string;
  /** The same, as it was thrown. */
  readonly cause?: unknown;
}

const timeoutMs = 30_000;
const pageSize = 100;
const searchSize = 200;
/** Pages, in case a server answers the same cursor for ever. */
const mostPages = 1_000;

/** The parts of OpenMetadata's API that are used here. The host adds the token. */
export class Client {
  readonly #http: Http;
  readonly #base: string;

  constructor(http: Http, url: string) {
    this.#http = http;
    this.#base = url.trim().replace(/\/+$/, '');
  }

  /** Page of a table, for people. */
  pageOf(fqn: string): string {
    return `${this.#base}/table/${encodeURIComponent(fqn)}`;
  }

  /** The table of this name; nothing where OpenMetadata has none. */
  table(fqn: string): Promise<Entity | undefined> {
    return this.#get(
      `/api/v1/tables/name/${encodeURIComponent(fqn)}?fields=columns,owners,tags,extension&include=all`,
    );
  }

  /** The metric of this name; nothing where OpenMetadata has none. */
  metric(fqn: string): Promise<Entity | undefined> {
    return this.#get(`/api/v1/metrics/name/${encodeURIComponent(fqn)}?fields=tags,owners`);
  }

  /** Every metric, page by page until no cursor is left. */
  metrics(): Promise<Listing> {
    return this.#listed(async function* (client) {
      let after: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const cursor = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
        const answer = await client.#get(`/api/v1/metrics?limit=${pageSize}&fields=tags,owners${cursor}`);
        yield* listIn(answer, 'data');
        after = textIn(objectIn(answer, 'paging'), 'after');
        if (after === undefined) return;
      }
    });
  }

  /** What the search knows of a data product, page by page until one is short. */
  ofProduct(product: string, index: 'metric_search_index' | 'table_search_index' | 'all'): Promise<Listing> {
    return this.#listed(async function* (client) {
      for (let page = 0; page < mostPages; page += 1) {
        const found = await client.#get(
          `/api/v1/search/query?q=*&index=${index}&from=${page * searchSize}&size=${searchSize}`,
        );
        const hits = listIn(objectIn(found, 'hits'), 'hits').map((hit) => objectIn(hit, '_source'));
        yield* hits.filter((hit) =>
          listIn(hit, 'dataProducts').some((one) => textIn(one, 'name') === product),
        );
        if (hits.length < searchSize) return;
      }
    });
  }

  async #listed(pages: (client: Client) => AsyncGenerator<Entity>): Promise<Listing> {
    const entities: Entity[] = [];
    try {
      for await (const entity of pages(this)) entities.push(entity);
      return { entities, isComplete: true };
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      return { entities, isComplete: false, why, cause };
    }
  }

  async #get(path: string): Promise<Entity | undefined> {
    const response = await this.#http.fetch(`${this.#base}${path}`, {
      headers: { accept: 'application/json' },
      timeoutMs,
    });
    if (response.status === 404) return undefined;
    if (response.status !== 200) throw failureOf(response);
    return parsed(response.text);
  }
}

const failureOf = ({ status, headers }: HttpResponse): Error => {
  const reason = `OpenMetadata answered with status ${status}.`;
  if (status === 401) return AuthExpired({ reason });
  if (status === 403) return AccessDenied({ reason });
  if (status === 408) return TimedOut({ reason });
  const seconds = Number(headers['retry-after']);
  const wait = seconds > 0 ? { retryAfter: seconds } : {};
  return status === 429 ? RateLimited({ reason, ...wait }) : UpstreamError({ reason, status, ...wait });
};

const parsed = (text: string): Entity => {
  try {
    const value: unknown = JSON.parse(text);
    // Any object is read by its keys.
    if (typeof value === 'object' && value !== null) return value as Entity;
  } catch {
    // Told below.
  }
  throw UpstreamError({ reason: 'The answer of OpenMetadata is no JSON object: it may have broken off.' });
};
