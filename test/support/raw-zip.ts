import { crc32, deflateRawSync } from 'node:zlib';

/** A member of a zip exactly as it is to be written. */
export interface RawMember {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** Mode with the type of the file. */
  readonly mode?: number;
}

/** A zip without any check, so that it can hold what no packer writes. */
export const rawZip = (members: readonly RawMember[]): Buffer => {
  let offset = 0;
  const written = members.map(({ name: given, content = '', mode = 0o100644 }) => {
    const name = Buffer.from(given);
    const plain = Buffer.from(content);
    const packed = deflateRawSync(plain);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(0x800, 2);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(crc32(plain), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(plain.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const central = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), shared, tail, name]);
    offset += local.length;
    return { local, central };
  });
  const index = Buffer.concat(written.map(({ central }) => central));
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length & 0xffff, 8);
  end.writeUInt16LE(members.length & 0xffff, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...written.map(({ local }) => local), index, end]);
};
