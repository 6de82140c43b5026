import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PluginHost } from '@agnes/sdk';
import type { ExecutionContext } from 'ava';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** An identity provider on this machine: publishes its keys over HTTP and signs what it is told to. */
export interface IdentityProvider {
  readonly url: string;
  /** How often the keys were read. */
  readonly reads: () => number;
  /** From now on the keys answer with this status. */
  readonly breakDown: (status: number) => void;
  /** Publishes a new key in the place of the old one and signs with it. */
  readonly rotate: () => Promise<void>;
  readonly sign: (claims: JWTPayload) => Promise<string>;
}

/** Starts a provider that signs with `alg`. */
export const startProvider = async (t: ExecutionContext, alg = 'RS256'): Promise<IdentityProvider> => {
  let [key, reads, status, round] = [await newKey(alg, 1), 0, 200, 1];
  const server = createServer((_request, response) => {
    reads += 1;
    response.writeHead(status).end(JSON.stringify({ keys: [key.jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    reads: () => reads,
    breakDown: (next) => {
      status = next;
    },
    rotate: async () => {
      round += 1;
      key = await newKey(alg, round);
    },
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg, kid: key.jwk.kid }).sign(key.privateKey),
  };
};

const newKey = async (alg: string, round: number) => {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), alg, kid: `key-${round}` } };
};

/** The way out of a plugin, over real sockets. */
export const http: PluginHost['http'] = {
  fetch: async (url) => {
    const response = await fetch(url);
    return { status: response.status, headers: {}, text: await response.text() };
  },
  download: () => Promise.reject(new Error('nothing is downloaded here')),
};
