import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { tarBlock, tarHeader, tarPadding } from '../../../marketplace/fetch/tar-header.ts';
import { pluginNotPackable } from './errors.ts';

const compress = promisify(gzip);
/** The byte of a gzip header that names the system it was made on; 255 is "unknown". */
const systemByte = 9;

/** A `.tgz` with no times, owners or modes of its own: the same files are the same bytes, wherever it is made. */
export const archiveOf = async (files: ReadonlyMap<string, Buffer>): Promise<Buffer> => {
  const parts = [...files.keys()].sort().flatMap((path) => entryOf(path, files.get(path) ?? Buffer.alloc(0)));
  const packed = await compress(Buffer.concat([...parts, Buffer.alloc(2 * tarBlock)]), { level: 9 });
  packed[systemByte] = 255;
  return packed;
};

const entryOf = (path: string, bytes: Buffer): readonly Buffer[] => {
  const header = tarHeader(path, bytes.length);
  if (!header) throw pluginNotPackable({ faults: [`the path "${path}" is too long`] });
  return [header, bytes, tarPadding(bytes.length)];
};
