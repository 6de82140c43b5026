import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';

/** A proxy that takes every name for this machine, and what it was asked for. */
export const startProxy = async (t: ExecutionContext): Promise<{ url: string; asked: string[] }> => {
  const asked: string[] = [];
  const proxy = createServer((incoming, answer) => {
    asked.push(String(incoming.url));
    const { port, pathname, search } = new URL(String(incoming.url));
    const { method, headers } = incoming;
    const onward = request({ port, path: pathname + search, method, headers, host: '127.0.0.1' }, (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
};
