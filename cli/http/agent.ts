import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import tls from 'node:tls';
import type { Env } from '../world.ts';
import { readingDirectly } from './direct-bytes.ts';

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

/** What to say of a variable that names a proxy which this Node does not go through; nothing where all is well. */
export const unusedProxy = (
  server: string,
  env: Env,
  node: string = process.versions.node,
): string | undefined => {
  const { protocol, hostname } = new URL(server);
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const isAble = major === 22 ? minor >= 21 : major > 24 || (major === 24 && minor >= 5);
  if (isAble || isLoopback(hostname)) return undefined;
  const name = `${protocol.slice(0, -1)}_proxy`;
  const set = [name.toUpperCase(), name].find((one) => env[one]);
  return set && `${set} is set, and Node.js ${node} goes through no proxy: 22.21, 24.5 or newer does.`;
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
