import type { Http, HttpResponse } from '@agnes/sdk/connector';
import {
  AccessDenied,
  AuthExpired,
  ConfigError,
  RateLimited,
  TimedOut,
  UpstreamError,
} from '@agnes/sdk/errors';
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
/** Pages, in case a server has always one more. */
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
    return this.#find(
      `/api/v1/tables/name/${encodeURIComponent(fqn)}?fields=columns,owners,tags,extension&include=all`,
    );
  }

  /** The metric of this name; nothing where OpenMetadata has none. */
  metric(fqn: string): Promise<Entity | undefined> {
    return this.#find(`/api/v1/metrics/name/${encodeURIComponent(fqn)}?fields=tags,owners`);
  }

  /** Every metric, page by page until no cursor is left. */
  metrics(): Promise<Listing> {
    return this.#listed(async function* (client) {
      const seen = new Set<string>();
      let after: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const answer = await client.#get(metricsPage(after));
        yield* listIn(answer, 'data');
        after = textIn(objectIn(answer, 'paging'), 'after');
        if (after === undefined) return;
        if (seen.has(after)) break;
        seen.add(after);
      }
      throw endless();
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
      throw endless();
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

  /** What has this name. Nothing only where OpenMetadata itself says so: a server without its API answers 404 as well. */
  async #find(path: string): Promise<Entity | undefined> {
    const response = await this.#ask(path);
    return isUnknown(response) ? undefined : answerOf(response);
  }

  async #get(path: string): Promise<Entity> {
    return answerOf(await this.#ask(path));
  }

  #ask(path: string): Promise<HttpResponse> {
    return this.#http.fetch(`${this.#base}${path}`, { headers: { accept: 'application/json' }, timeoutMs });
  }
}

/** True for `{code: 404, message: "table instance for … not found"}`; of a path that it does not have it says `HTTP 404`. */
const isUnknown = ({ status, text }: HttpResponse): boolean => {
  if (status !== 404) return false;
  try {
    const body: unknown = JSON.parse(text);
    return Object(body).code === 404 && !(textIn(body, 'message') ?? 'HTTP 404').startsWith('HTTP 404');
  } catch {
    return false;
  }
};

const answerOf = (response: HttpResponse): Entity => {
  if (response.status !== 200) throw failureOf(response);
  return parsed(response.text);
};

const metricsPage = (after: string | undefined): string =>
  `/api/v1/metrics?limit=${pageSize}&fields=tags,owners${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`;

const endless = (): Error => UpstreamError({ reason: 'The listing of OpenMetadata does not end.' });

const failureOf = ({ status, headers }: HttpResponse): Error => {
  const reason = `OpenMetadata answered with status ${status}.`;
  if (status === 401) return AuthExpired({ reason });
  if (status === 403) return AccessDenied({ reason });
  if (status === 404) return ConfigError({ reason: `${reason} There is no API below openmetadata.url.` });
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
