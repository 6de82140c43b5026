import { connect } from 'node:net';

/** What to fetch, and how fast it must not be slowed down: into one buffer that is used again. */
export interface Drain {
  readonly url: string;
  readonly token?: string;
}

const bufferBytes = 1024 * 1024;

/** What came: bytes without the headers, and milliseconds until the first of them. */
export interface Drained {
  readonly bytes: number;
  readonly firstMs: number;
}

/** Fetches by a bare socket and throws the bytes away. */
export const drainSocket = ({ url, token }: Drain): Promise<Drained> => {
  const { hostname, port, pathname } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<Drained>();
  const since = performance.now();
  let [bytes, firstMs] = [0, 0];
  const take = (count: number, buffer: Uint8Array): boolean => {
    if (firstMs === 0) {
      firstMs = performance.now() - since;
      bytes = -bodyStart(Buffer.from(buffer.buffer, 0, count), reject);
    }
    bytes += count;
    return true;
  };
  const socket = connect({
    host: hostname,
    port: Number(port),
    onread: { buffer: Buffer.allocUnsafeSlow(bufferBytes), callback: take },
  });
  socket.once('error', reject).once('close', () => resolve({ bytes, firstMs }));
  const authorization = token === undefined ? [] : [`Authorization: Bearer ${token}`];
  const lines = [`GET ${pathname} HTTP/1.1`, `Host: ${hostname}`, ...authorization, 'Connection: close'];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return promise;
};

const bodyStart = (first: Buffer, reject: (reason: Error) => void): number => {
  const end = first.indexOf('\r\n\r\n');
  const head = first.subarray(0, end).toString('latin1');
  if (!head.startsWith('HTTP/1.1 200')) reject(new Error(`The download failed: ${head}`));
  return end + 4;
};
