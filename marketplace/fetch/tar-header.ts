/** Bytes of a block of a tar archive. */
export const tarBlock = 512;

const longestName = 100;
const longestPrefix = 155;

/** The header of a plain file as POSIX ustar has it, without times, owners or modes; nothing where the path is too long for it. */
export const tarHeader = (path: string, size: number): Buffer | undefined => {
  const names = namesOf(path);
  if (!names) return undefined;
  const header = Buffer.alloc(tarBlock);
  const write = (text: string, offset: number): void => void header.write(text, offset, 'utf8');
  write(names.name, 0);
  for (const [offset, mode] of [
    [100, '0000644'],
    [108, '0000000'],
    [116, '0000000'],
  ] as const)
    write(mode, offset);
  write(size.toString(8).padStart(11, '0'), 124);
  write('00000000000', 136);
  write('        ', 148);
  write('0', 156);
  write('ustar\u000000', 257);
  write(names.prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148);
  return header;
};

/** What fills the last block of a file. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((tarBlock - (size % tarBlock)) % tarBlock);

const namesOf = (path: string): { readonly name: string; readonly prefix: string } | undefined => {
  if (Buffer.byteLength(path) <= longestName) return { name: path, prefix: '' };
  const cuts = [...path.matchAll(/\//g)].map(({ index }) => index);
  const cut = cuts.find((index) => Buffer.byteLength(path.slice(index + 1)) <= longestName);
  if (cut === undefined || Buffer.byteLength(path.slice(0, cut)) > longestPrefix) return undefined;
  return { name: path.slice(cut + 1), prefix: path.slice(0, cut) };
};
