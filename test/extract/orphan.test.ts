import { fileURLToPath } from 'node:url';
import test from 'ava';
import { takeInLimits } from '../../host/extract/take-in-process.ts';
import { startChild } from '../../host/kernel/child-process.ts';
import { stageLab } from './support/stage-lab.ts';

const program = fileURLToPath(new URL('../../host/extract/take-in.ts', import.meta.url));

test('a take-in whose host is gone ends in the middle of its work', async (t) => {
  const lab = await stageLab(t);
  const rows = Array.from({ length: 2_000_000 }, (_, index) => index).join('\n');
  const files = [await lab.write('large.csv', `id\n${rows}\n`)];
  const child = startChild({ program });
  const tables = Array.from({ length: 50 }, (_, index) => ({
    id: `${index}`,
    name: `t${index}`,
    files,
    primaryKey: ['id'],
  }));
  const request = {
    command: 'stage',
    scratch: lab.scratch,
    allowedPaths: [lab.inputs],
    limits: takeInLimits,
    tables,
  };
  await child.channel.send(request);
  const [first] = await Array.fromAsync(takeOne(child.channel.messages));

  const { signal } = await child.exited;

  t.like(first, { type: 'table', table: { status: 'staged' } });
  t.is(signal, 'SIGKILL');
});

/** Leaving the loop closes the channel, as the death of a host does. */
async function* takeOne(messages: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  for await (const message of messages) {
    yield message;
    return;
  }
}
