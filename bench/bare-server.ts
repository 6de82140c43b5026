import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// What a download is compared with: Node alone, in a process of its own, one file, the same size of reads.
const [path = ''] = process.argv.slice(2);
const { size } = await stat(path);

const server = createServer((_request, response) => {
  response.setHeader('Content-Length', size);
  createReadStream(path, { highWaterMark: 256 * 1024 }).pipe(response);
});

server.listen(0, '127.0.0.1', () => {
  // Listens on a port, not on a pipe.
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`listens on http://127.0.0.1:${port}/\n`);
});
