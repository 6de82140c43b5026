import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { startStandIn } from './stand-in.ts';

test('a small answer that unpacks to very much is refused', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const part = await promisify(gzip)(Buffer.alloc(1024 * 1024, ' '));
  const bomb = Buffer.concat(Array.from({ length: 257 }, () => part));
  server.answers.set('GET /api/memory/bundle', (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }).end(bomb);
  });

  const refused = await machine.json(['rules', 'list']);

  t.like(refused, { ok: false, error: { code: 'bad_answer' } });
  t.regex(JSON.stringify(refused), /longer than 268435456 bytes/);
});
