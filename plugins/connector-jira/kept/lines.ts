import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { monthDamaged } from '../errors.ts';

const newline = 10;

/**
 * The lines of a file, one at a time; at its end it throws `monthDamaged` unless its hash begins as it should. Not `readline`:
 * that one takes characters for line ends which JSON leaves in texts.
 */
export async function* checkedLines(path: string, hash: string): AsyncGenerator<string> {
  const digest = createHash('sha256');
  let rest: Buffer[] = [];
  for await (const chunk of chunksOf(path)) {
    digest.update(chunk);
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, end)]).toString('utf8');
      [rest, from] = [[], end + 1];
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (digest.digest('hex').slice(0, hash.length) !== hash) throw monthDamaged({ path });
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    // Without an encoding, a stream gives buffers.
    yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw monthDamaged({ path }, { cause });
  }
}
