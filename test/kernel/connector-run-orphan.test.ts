import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FromChild, RunOrder } from '@agnes/sdk/extract';
import test from 'ava';
import { startConfined } from '../../host/kernel/connector-run-child.ts';
import { tempFolder } from '../support/temp-folder.ts';

const folder = join(import.meta.dirname, '../fixtures/connector-run');

test('a child goes with its host, also in the middle of opening a pipe and with a plugin that clings', async (t) => {
  const staging = await tempFolder(t);
  const pipe = join(staging, 'rows');
  await promisify(execFile)('mkfifo', [pipe]);
  const child = startConfined({
    ...{ plugin: { folder }, staging, readable: [], memoryMb: 256 },
    ...{ mayOpenAddons: false, mayOpenSockets: false, onLine: () => {} },
    signal: new AbortController().signal,
  });
  t.teardown(() => child.kill());
  const order: RunOrder = {
    ...{ type: 'run', command: 'check', entry: join(folder, 'opens-pipe.ts'), config: { pipe } },
    ...{ tables: [], staging, maxOutputBytes: 1_000_000, secrets: {} },
  };

  await child.channel.send(order);
  // The runner says nothing else.
  for await (const message of child.channel.messages as AsyncIterable<FromChild>) {
    if (message.type === 'log') break;
  }
  child.channel.close();

  t.like(await child.exited, { signal: 'SIGKILL' });
});
