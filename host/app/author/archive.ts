import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pluginNotPackable } from './errors.ts';

const compress = promisify(gzip);
const block = 512;
const longestName = 100;
const longestPrefix = 155;
/** The byte of a gzip header that names the system it was made on; 255 is "unknown". */
const systemByte = 9;

/** A `.tgz` with no times, owners or modes of its own: the same files are the same bytes, wherever it is made. */
export const archiveOf = async (files: ReadonlyMap<string, Buffer>): Promise<Buffer> => {
  const parts = [...files.keys()].sort().flatMap((path) => entryOf(path, files.get(path) ?? Buffer.alloc(0)));
  const packed = await compress(Buffer.concat([...parts, Buffer.alloc(2 * block)]), { level: 9 });
  packed[systemByte] = 255;
  return packed;
};

const entryOf = (path: string, bytes: Buffer): readonly Buffer[] => {
  const padding = Buffer.alloc((block - (bytes.length % block)) % block);
  return [headerOf(path, bytes.length), bytes, padding];
};

/** A header as POSIX ustar has it. */
const headerOf = (path: string, size: number): Buffer => {
  const header = Buffer.alloc(block);
  const { name, prefix } = namesOf(path);
  const write = (text: string, offset: number): void => void header.write(text, offset, 'utf8');
  write(name, 0);
  for (const [offset, mode] of [
    [100, '0000644'],
    [108, '0000000'],
    [116, '0000000'],
  ] as const)
    write(mode, offset);
  write(size.toString(8).padStart(11, '0'), 124);
  write('00000000000', 136);
  write('        ', 148);
  write('0ustar\u000000', 156);
  write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148);
  return header;
};

const namesOf = (path: string): { readonly name: string; readonly prefix: string } => {
  if (Buffer.byteLength(path) <= longestName) return { name: path, prefix: '' };
  const cuts = [...path.matchAll(/\//g)].map(({ index }) => index);
  const cut = cuts.find((index) => Buffer.byteLength(path.slice(index + 1)) <= longestName);
  if (cut === undefined || cut > longestPrefix) {
    throw pluginNotPackable({ faults: [`the path "${path}" is too long`] });
  }
  return { name: path.slice(cut + 1), prefix: path.slice(0, cut) };
};
