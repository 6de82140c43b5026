import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { TLSSocket } from 'node:tls';
import { agentFor } from '../http/agent.ts';
import type { World } from '../world.ts';

/** What a server shows to whoever connects. */
export interface Shown {
  /** Why it is not trusted, as OpenSSL names it; `undefined` when it is. */
  readonly fault: string | undefined;
  readonly own: X509Certificate;
  /** The last certificate of the chain that was sent: that of an authority, or its own again. */
  readonly top: X509Certificate;
}

/** Connects once, tells nothing about anybody, and looks at the certificate. `undefined` when no connection comes about. */
export const shownBy = async (
  server: string,
  { env, interrupted }: Pick<World, 'env' | 'interrupted'>,
  ca?: string,
): Promise<Shown | undefined> => {
  const agent = agentFor({ server, env, ca, isAnybody: true });
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(30_000)]);
  try {
    const asked = request(server, { method: 'HEAD', agent, signal });
    asked.end();
    const [answer]: IncomingMessage[] = await once(asked, 'response', { signal });
    return answer?.socket instanceof TLSSocket ? described(answer.socket) : undefined;
  } catch {
    // The call that follows says what is wrong with the connection.
    return undefined;
  } finally {
    agent.destroy();
  }
};

const described = (socket: TLSSocket): Shown | undefined => {
  const own = socket.getPeerX509Certificate();
  return own && { own, top: topOf(own), fault: faultOf(socket) };
};

/** Node says `Error` and means its word: `DEPTH_ZERO_SELF_SIGNED_CERT`. */
const faultOf = ({ authorized, authorizationError }: TLSSocket): string | undefined => {
  if (authorized) return undefined;
  const error: unknown = authorizationError;
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
};

const topOf = (certificate: X509Certificate): X509Certificate => {
  const above = certificate.issuerCertificate;
  return above === undefined || above.fingerprint256 === certificate.fingerprint256
    ? certificate
    : topOf(above);
};
