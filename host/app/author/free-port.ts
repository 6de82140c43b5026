import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of this machine that nobody listens on: a host must know its own address before it starts. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
};
