import { gzipSync } from 'node:zlib';

/** A member of a tar exactly as it is to be written; `type` is the digit of the format, `0` a plain file. */
export interface RawTarMember {
  readonly name: string;
  readonly content?: string | Buffer;
  readonly type?: '0' | '1' | '2' | '3' | '4' | '5' | '6';
  readonly linkname?: string;
  readonly mode?: number;
}

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;

const block = (
  name: string,
  type: string,
  {
    size,
    mode = 0o644,
    linkname = '',
  }: { size: number; mode?: number | undefined; linkname?: string | undefined },
): Buffer => {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write(octal(mode, 8), 100);
  header.write(octal(size, 12), 124);
  header.write(octal(0, 12), 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(linkname, 157, 100);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
};

const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);

/** A gzipped tar without any check, so that it can hold what no packer writes; long names go by GNU's extension. */
export const rawTgz = (members: readonly RawTarMember[]): Buffer =>
  gzipSync(
    Buffer.concat([
      ...members.flatMap(({ name, content = '', type = '0', mode, linkname }) => {
        const bytes = Buffer.from(content);
        const long = Buffer.from(`${name}\0`);
        const isLong = long.length > 100;
        return [
          ...(isLong ? [block('././@LongLink', 'L', { size: long.length }), padded(long)] : []),
          block(isLong ? 'long' : name, type, { size: bytes.length, mode, linkname }),
          padded(bytes),
        ];
      }),
      Buffer.alloc(1024),
    ]),
  );
