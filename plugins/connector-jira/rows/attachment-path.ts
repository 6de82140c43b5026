import { partsOf } from '../keys.ts';

/** Longest name, in characters: with its id before it, it fits any file system. */
const longest = 120;

/** A file name reduced to one segment that is safe in any path: no slash, no leading dot, nothing that does not print. */
export const safeSegment = (name: string): string => {
  const plain = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}._ ()+-]/gu, '_')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+/, '_')
    .trim();
  if (plain.length <= longest) return plain === '' ? '_' : plain;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(plain)?.[0] ?? '';
  return plain.slice(0, longest - ending.length) + ending;
};

/** Where the file of an attachment lies below the raw folder. */
export const localPathOf = (key: string, id: string, filename: string): string =>
  `attachments/${key}/${fileNameOf(id, filename)}`;

/** The path people sort by: `15/190/<file>` for the issue `SUPPORT-15190`. */
export const hierarchicalPathOf = (key: string, id: string, filename: string): string => {
  const number = String(partsOf(key).number);
  return `${number.slice(0, -3) || '0'}/${number.slice(-3)}/${fileNameOf(id, filename)}`;
};

const fileNameOf = (id: string, filename: string): string => `${safeSegment(id)}_${safeSegment(filename)}`;
