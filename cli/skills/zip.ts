import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { zipRefused } from './errors.ts';
import { isPlainPath } from './plain-path.ts';

/** A member of a zip, not yet unpacked. */
export interface ZipMember {
  readonly path: string;
  readonly isExecutable: boolean;
  readonly bytes: number;
  readonly content: () => Promise<Buffer>;
}

const inflate = promisify(inflateRaw);
const signs = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 } as const;
const sizes = { end: 22, entry: 46, local: 30 } as const;
// Beyond these the format writes its numbers elsewhere; the skills of a plugin are far from that.
const marks = { count: 0xffff, offset: 0xffffffff } as const;

/** The plain files of a zip as servers write them: by its index, without a comment. Throws for any other. */
export const zipMembers = (zip: Buffer): readonly ZipMember[] => {
  const end = zip.length - sizes.end;
  if (end < 0 || zip.readUInt32LE(end) !== signs.end) throw zipRefused({ reason: 'it is no whole zip' });
  const [count, start] = [zip.readUInt16LE(end + 10), zip.readUInt32LE(end + 16)];
  if (count === marks.count || start === marks.offset) throw zipRefused({ reason: 'it is too large' });
  const members: ZipMember[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (zip.readUInt32LE(at) !== signs.entry) throw zipRefused({ reason: 'its index is damaged' });
    members.push(memberAt(zip, at));
    at += sizes.entry + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return members;
};

const memberAt = (zip: Buffer, at: number): ZipMember => {
  const nameEnd = at + sizes.entry + zip.readUInt16LE(at + 28);
  const path = zip.toString('utf8', at + sizes.entry, nameEnd);
  const mode = zip.readUInt32LE(at + 38) >>> 16;
  if (!isPlainPath(path) || (mode & 0o170000) !== 0o100000)
    throw zipRefused({ reason: `"${path}" is no plain file inside it` });
  const bytes = zip.readUInt32LE(at + 24);
  return { path, isExecutable: (mode & 0o100) !== 0, bytes, content: () => contentOf(zip, at, path) };
};

const contentOf = async (zip: Buffer, at: number, path: string): Promise<Buffer> => {
  const [method, crc] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 16)];
  const [packed, bytes, local] = [20, 24, 42].map((offset) => zip.readUInt32LE(at + offset));
  const head = local ?? 0;
  if (zip.readUInt32LE(head) !== signs.local)
    throw zipRefused({ reason: `"${path}" is not where its index says` });
  const from = head + sizes.local + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28);
  const stored = zip.subarray(from, from + (packed ?? 0));
  const content = method === 8 ? await inflate(stored, { maxOutputLength: Math.max(bytes ?? 0, 1) }) : stored;
  if (![0, 8].includes(method) || content.length !== bytes || crc32(content) !== crc)
    throw zipRefused({ reason: `"${path}" is damaged` });
  return content;
};
