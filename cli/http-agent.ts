import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { getCACertificates } from 'node:tls';
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
    ca: [...getCACertificates('default'), ca],
    allowPartialTrustChain: true,
  };
  return new HttpsAgent({ ...options, ...trusted, rejectUnauthorized: !isAnybody });
};

const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
