import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, type Readable, Transform } from 'node:stream';

// A line of git holds so much at most, beside its length and the number of its channel.
const mostOfLine = 65_515;

/**
 * What git would answer to a clone of all that a repository holds: its one pack, byte for byte, in the lines of the
 * second version of the protocol. Nothing when there is not exactly one.
 */
export const packAnswer = async (repository: string): Promise<Readable | undefined> => {
  const folder = join(repository, 'objects', 'pack');
  const [name, ...others] = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.pack'));
  if (name === undefined || others.length > 0) return undefined;
  const file = await open(join(folder, name), 'r').catch(() => undefined);
  // Open, it stays readable when it is pruned; whoever stops reading early closes it.
  return file && pipeline(file.createReadStream({ highWaterMark: mostOfLine }), inLines(), () => undefined);
};

const inLines = (): Transform => {
  const lines = new Transform({
    transform: (part: Buffer, _encoding, done) => done(null, Buffer.concat([headOf(part.length), part])),
    flush: (done) => done(null, Buffer.from('0000')),
  });
  lines.push('000dpackfile\n');
  return lines;
};

/** The length of a line with data of the first channel, and the number of that channel. */
const headOf = (length: number): Buffer => Buffer.from(`${(length + 5).toString(16).padStart(4, '0')}\x01`);
