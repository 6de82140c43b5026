import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import { tempFolder } from './temp-folder.ts';

const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';

/** An authority that nobody knows. */
export interface Authority {
  /** Its certificate, as PEM. */
  readonly path: string;
  readonly fingerprint: string;
  /** A server for `127.0.0.1`, or another name, that hands everything on to a port of this machine. */
  readonly inFrontOf: (url: string, terms?: ServerTerms) => Promise<string>;
}

interface ServerTerms {
  /** What the certificate is for. */
  readonly name?: string;
  /** Port to take the place of another server on. */
  readonly port?: number;
  /** True when the certificate of the authority is not sent along. */
  readonly isBare?: boolean;
}

/** Makes an authority; nothing where there is no openssl. */
export const ownAuthority = async (
  t: ExecutionContext,
  subject = 'Own Authority',
): Promise<Authority | undefined> => {
  const folder = await tempFolder(t);
  const openssl = (command: string) => promisify(execFile)('openssl', command.split(' '), { cwd: folder });
  const isThere = await openssl('version').then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  const name = subject.replaceAll(' ', '_');
  await openssl(`req -x509 ${key} -keyout ca.key -out ca.pem -days 2 -subj /CN=${name}`);
  const path = join(folder, 'ca.pem');
  const ca = await readFile(path, 'utf8');
  const certified = async (forName: string) => {
    await openssl(`req ${key} -keyout own.key -out own.csr -subj /CN=service`);
    await writeFile(join(folder, 'names'), `subjectAltName=${forName}`);
    await openssl('x509 -req -in own.csr -CA ca.pem -CAkey ca.key -days 2 -extfile names -out own.pem');
    const [own, cert] = await Promise.all(
      ['own.key', 'own.pem'].map((file) => readFile(join(folder, file), 'utf8')),
    );
    return { key: own ?? '', cert: cert ?? '' };
  };
  const inFrontOf: Authority['inFrontOf'] = async (
    url,
    { name: forName = 'IP:127.0.0.1', isBare, port = 0 } = {},
  ) => {
    const { key: own, cert } = await certified(forName);
    return passOn(t, { key: own, cert: isBare ? cert : cert + ca }, { url, port });
  };
  return { path, inFrontOf, fingerprint: new X509Certificate(ca).fingerprint256 };
};

interface Route {
  readonly url: string;
  readonly port: number;
}

const passOn = async (t: ExecutionContext, shown: { key: string; cert: string }, { url, port }: Route) => {
  const to = Number(new URL(url).port);
  const server = createServer(shown, (socket) => {
    const onward = connect(to, '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward]) end.on('error', () => socket.destroy() && onward.destroy());
  });
  // Whoever refuses the certificate leaves in the middle of the handshake.
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
