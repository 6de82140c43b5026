import { connect } from 'node:net';

/** What to fetch, and how fast it must not be slowed down: into one buffer that is used again. */
export interface Drain {
  readonly url: string;
  readonly token?: string;
}

const bufferBytes = 1024 * 1024;

/** Fetches by a bare socket and throws the bytes away; gives their number, without the headers. */
export const drainSocket = ({ url, token }: Drain): Promise<number> => {
  const { hostname, port, pathname } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let bytes = 0;
  const take = (count: number, buffer: Uint8Array): boolean => {
    if (bytes === 0) bytes = -bodyStart(Buffer.from(buffer.buffer, 0, count), reject);
    bytes += count;
    return true;
  };
  const socket = connect({
    host: hostname,
    port: Number(port),
    onread: { buffer: Buffer.allocUnsafeSlow(bufferBytes), callback: take },
  });
  socket.once('error', reject).once('close', () => resolve(bytes));
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
