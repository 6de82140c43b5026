import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import tls from 'node:tls';
import { readingDirectly } from './direct-bytes.ts';
import type { Env } from './world.ts';

/** How connections to a server are made. */
export interface AgentTerms {
  readonly server: string;
  readonly env: Env;
  /** Certificates to trust besides the system's, as PEM. */
  readonly ca?: string | undefined;
  /** Connects to anybody, so that their certificate can be looked at; nothing secret may be sent then. */
  readonly isAnybody?: boolean;
}

/** The pool of connections to one server. */
export const agentFor = ({ server, env, ca, isAnybody = false }: AgentTerms): HttpAgent => {
  const { protocol, hostname } = new URL(server);
  const options = { keepAlive: true, ...(!isLoopback(hostname) && { proxyEnv: env }) };
  if (protocol !== 'https:') return new HttpAgent(options);
  // What was pinned may be an authority below one that is not known here.
  const trusted = ca !== undefined && {
    ca: [...knownAuthorities(), ca],
    allowPartialTrustChain: true,
  };
  return new HttpsAgent({ ...options, ...trusted, rejectUnauthorized: !isAnybody });
};

/** The pools of connections to one server: one for all, and one for those whose bytes are taken with `bytesOf`. */
export class Agents implements Disposable {
  readonly #terms: AgentTerms;
  readonly #plain: HttpAgent;
  #large: HttpAgent | undefined;

  constructor(terms: AgentTerms) {
    this.#terms = terms;
    this.#plain = agentFor(terms);
  }

  /** The one for a request. */
  for({ isLarge = false }: { readonly isLarge?: boolean }): HttpAgent {
    if (!isLarge) return this.#plain;
    this.#large ??= readingDirectly(agentFor(this.#terms));
    return this.#large;
  }

  [Symbol.dispose](): void {
    this.#plain.destroy();
    this.#large?.destroy();
  }
}

// Node 22 has it from 22.15 on. What an older one is to trust besides, only its own default knows.
const knownAuthorities = (): readonly string[] => {
  const { getCACertificates, rootCertificates = [] }: Partial<typeof tls> = tls;
  return getCACertificates?.('default') ?? rootCertificates;
};

const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
