import { join } from 'node:path';
import type { Downloaded, Http, HttpRequest, HttpResponse, Secret } from '@agnes/sdk';
import { type AddressGuard, addressGuard, canonicalHost, withMetadata } from '@agnes/sdk/extract';
import { type BodyCap, extensionOf, readText, saveBody } from './broker-body.ts';
import { answerTooLarge, requestRefused, secretMissing, tooManyRedirects } from './broker-errors.ts';
import { requestError } from './broker-failure.ts';
import { checkMetadata, checkUrl, firstHop, type Hop, nextHop, shownUrl } from './broker-request.ts';
import { type HostRule, ruleFor, secretValue } from './broker-rules.ts';
import { Scrubber } from './broker-scrub.ts';
import { type Egress, type OutboundTerms, openEgress, type Response } from './egress.ts';

/**
 * Finds a secret by its name, for a request to this host, or, without one, for a run that is trusted to send it itself;
 * throws when it may not go there.
 */
export type SecretReader = (name: string, host?: string) => Secret | undefined | Promise<Secret | undefined>;

/** What one plugin, for one source, may reach. */
export interface BrokerOptions {
  /** See `hostRules`. Nothing else is reached. */
  readonly allow: readonly HostRule[];
  readonly secrets: SecretReader;
  /** `egress.private`: hosts, addresses and CIDR ranges inside the network that an administrator approved. */
  readonly privateAllowed: readonly string[];
  /** What else the instance says of connections. */
  readonly outbound?: OutboundTerms;
  /** Origin that requests go to in place of the hosts that were allowed; for the servers of tests. */
  readonly standIn?: string;
  /** Folder that downloads go to. Absent: nothing can be downloaded. */
  readonly staging?: string;
  /** Ends every request. */
  readonly signal?: AbortSignal;
  readonly limits?: Partial<BrokerLimits>;
}

/** How much is taken from others. */
interface BrokerLimits {
  /** Longest silence of a server, ms. */
  readonly idleMs: number;
  /** Longest request, and what a plugin may ask for at most, ms. */
  readonly totalMs: number;
  /** Bytes of one answer, decompressed. */
  readonly fetchBytes: number;
  /** Bytes of all downloads together, decompressed. */
  readonly downloadBytes: number;
}

/** The way out for one plugin and source. */
export interface Broker extends Http, AsyncDisposable {
  /** A secret that is handed to the run itself, and taken out of text like those this broker uses. */
  secret(name: string): Promise<Secret>;
  /** Takes the secrets this broker has used out of text. */
  scrub(text: string): string;
}

const defaults: BrokerLimits = {
  idleMs: 30_000,
  totalMs: 3_600_000,
  fetchBytes: 8 * 1024 * 1024,
  downloadBytes: 10 * 1024 ** 3,
};
const fetchMs = 60_000;
const mostRedirects = 3;

/** Opens the way out. Dispose of it to cut what is still open. */
export const createBroker = (options: BrokerOptions): Broker => new CheckedBroker(options);

const standInFor = (url: URL, origin: string | undefined): URL =>
  origin === undefined ? url : new URL(url.pathname + url.search, origin);

class CheckedBroker implements Broker {
  readonly #options: BrokerOptions;
  readonly #limits: BrokerLimits;
  readonly #guard: AddressGuard;
  readonly #egress: Egress;
  readonly #scrubber = new Scrubber();
  readonly #closed = new AbortController();
  #downloads = 0;
  #bytesLeft: number;

  constructor(options: BrokerOptions) {
    this.#options = options;
    this.#limits = { ...defaults, ...options.limits };
    this.#bytesLeft = this.#limits.downloadBytes;
    this.#guard = options.allow
      .filter(({ isMetadata }) => isMetadata)
      .reduce((guard, { host }) => withMetadata(guard, host), addressGuard(options.privateAllowed));
    const { idleMs } = this.#limits;
    this.#egress = openEgress({ guard: this.#guard, idleMs, resolve: options.outbound?.resolve });
  }

  fetch(url: string, request: HttpRequest = {}): Promise<HttpResponse> {
    return this.#told(url, async () => {
      const response = await this.#send(firstHop(url, request), request.timeoutMs ?? fetchMs);
      const text = await readText(response.body, this.#cap(url, this.#limits.fetchBytes));
      return { ...this.#headOf(response), text: this.scrub(text) };
    });
  }

  download(url: string, request: HttpRequest = {}): Promise<Downloaded> {
    return this.#told(url, async () => {
      const { staging } = this.#options;
      if (staging === undefined) throw requestRefused({ reason: 'there is no run to download for' });
      const response = await this.#send(firstHop(url, request), request.timeoutMs ?? this.#limits.totalMs);
      this.#downloads += 1;
      const to = join(staging, `download-${this.#downloads}${extensionOf(url, response.headers)}`);
      const bytes = await saveBody(this.#scrubber.clean(response.body), to, this.#cap(url, this.#bytesLeft));
      this.#bytesLeft -= bytes;
      return { ...this.#headOf(response), path: to, bytes };
    });
  }

  secret(name: string): Promise<Secret> {
    return this.#secret(name);
  }

  scrub(text: string): string {
    return this.#scrubber.scrub(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    await this.#egress[Symbol.asyncDispose]();
  }

  async #send(first: Hop, timeoutMs: number): Promise<Response> {
    const signal = this.#signalFor(Math.min(timeoutMs, this.#limits.totalMs));
    let hop = first;
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const rule = this.#ruleFor(hop, first);
      const { url, method, body } = hop;
      const headers = await this.#headersFor(hop, rule);
      const response = await this.#egress.fetch(standInFor(url, this.#options.standIn), {
        method,
        headers,
        signal,
        ...(body !== undefined && { body }),
      });
      const next = nextHop(hop, response.status, response.headers.get('location'));
      if (!next || rule.isMetadata) return response;
      await response.body?.cancel();
      hop = next;
    }
    throw tooManyRedirects({ url: shownUrl(first.url), limit: mostRedirects });
  }

  async #secret(name: string, host?: string): Promise<Secret> {
    const secret = await this.#options.secrets(name, host);
    if (!secret) throw secretMissing({ name });
    this.#scrubber.add(secret);
    return secret;
  }

  #ruleFor(hop: Hop, first: Hop): HostRule {
    const rule = ruleFor(this.#options.allow, hop.url);
    checkUrl(hop.url, this.#guard);
    if (rule.isMetadata) checkMetadata(hop, first);
    return rule;
  }

  /** Secrets enter here, in the host, and only towards the origin that was asked for. */
  async #headersFor(
    { url, headers, atOrigin }: Hop,
    { secret: wanted, isMetadata }: HostRule,
  ): Promise<Record<string, string>> {
    if (isMetadata) return { ...headers, 'metadata-flavor': 'Google' };
    if (!wanted || !atOrigin) return { ...headers };
    const secret = await this.#secret(wanted.name, canonicalHost(url.hostname));
    const { value, secrets } = secretValue(wanted, secret);
    for (const one of secrets) this.#scrubber.add(one);
    return { ...headers, [wanted.header]: value };
  }

  #headOf({ status, headers }: Response): Pick<HttpResponse, 'status' | 'headers'> {
    const all = [...headers].map(([name, value]): [string, string] => [name, this.scrub(value)]);
    // The body has been decompressed: these two are about something the plugin never sees.
    const encoded = headers.has('content-encoding');
    const told = all.filter(
      ([name]) => !encoded || (name !== 'content-encoding' && name !== 'content-length'),
    );
    return { status, headers: Object.fromEntries(told) };
  }

  #cap(url: string, bytes: number): BodyCap {
    return { bytes, tooLarge: () => answerTooLarge({ url: shownUrl(new URL(url)), limitBytes: bytes }) };
  }

  #signalFor(ms: number): AbortSignal {
    const { signal } = this.#options;
    return AbortSignal.any([AbortSignal.timeout(ms), this.#closed.signal, ...(signal ? [signal] : [])]);
  }

  async #told<T>(url: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw requestError(cause, { url, scrub: (text) => this.scrub(text) });
    }
  }
}
