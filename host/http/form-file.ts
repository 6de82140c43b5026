import { malformedBody } from './errors.ts';

const headEnd = Buffer.from('\r\n\r\n');
const mostHead = 8 * 1024;

/** Bytes that the frame of a form with one file adds at most. */
export const uploadFrame = 16 * 1024;

/** The one file that a form holds. */
export interface FormFile {
  /** As it was sent, folders and all. */
  readonly filename: string;
  /** As they come: nothing of them is kept whole. */
  readonly bytes: AsyncIterable<Buffer>;
}

/**
 * Reads a form up to its file. A form with more than the file is refused at its end, so whoever takes the bytes in must read
 * them all before anything comes of them.
 */
export const openFormFile = async (body: AsyncIterable<Buffer>, contentType: string): Promise<FormFile> => {
  const line = Buffer.from(`\r\n--${boundaryOf(contentType)}`);
  const incoming = body[Symbol.asyncIterator]();
  try {
    // The first line of the body is a boundary without the line break that ends what is before it.
    const { head, rest } = await headOf(incoming, line.subarray(2));
    return { filename: nameIn(head), bytes: bytesOf(incoming, line, rest) };
  } catch (cause) {
    await incoming.return?.();
    throw cause;
  }
};

/** The bytes of the one file that a form holds, whatever it is called. */
export async function* fileOfForm(body: AsyncIterable<Buffer>, contentType: string): AsyncGenerator<Buffer> {
  yield* (await openFormFile(body, contentType)).bytes;
}

async function* bytesOf(
  incoming: AsyncIterator<Buffer>,
  line: Buffer,
  first: Buffer,
): AsyncGenerator<Buffer> {
  let held = first;
  try {
    while (!held.includes(line)) {
      const safe = Math.max(0, held.length - line.length);
      if (safe > 0) yield held.subarray(0, safe);
      held = Buffer.concat([held.subarray(safe), await nextOf(incoming)]);
    }
    const end = held.indexOf(line);
    if (end > 0) yield held.subarray(0, end);
    await checkEnd(incoming, held.subarray(end + line.length));
  } finally {
    await incoming.return?.();
  }
}

const boundaryOf = (contentType: string): string => {
  const found = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  const boundary = found?.[1] ?? found?.[2];
  if (boundary === undefined) throw malformedBody({ reason: 'it is no form with a file' });
  return boundary;
};

interface Head {
  readonly head: string;
  /** What came of the file with it. */
  readonly rest: Buffer;
}

/** Reads up to where the file begins. */
const headOf = async (incoming: AsyncIterator<Buffer>, first: Buffer): Promise<Head> => {
  let held = await nextOf(incoming);
  while (!held.includes(headEnd)) {
    if (held.length > mostHead) throw malformedBody({ reason: 'its file has no beginning' });
    held = Buffer.concat([held, await nextOf(incoming)]);
  }
  const end = held.indexOf(headEnd);
  const head = held.subarray(0, end).toString('utf8');
  if (!held.subarray(0, first.length).equals(first) || !/;\s*filename\*?=/i.test(head))
    throw malformedBody({ reason: 'its first field is no file' });
  return { head, rest: held.subarray(end + headEnd.length) };
};

/** Browsers write quotes and line breaks of a name as `%22` and `%0D%0A`; others write all of it that way, behind `filename*`. */
const nameIn = (head: string): string => {
  const encoded = /;\s*filename\*=utf-8''([^\s;]+)/i.exec(head)?.[1];
  if (encoded !== undefined) return decoded(encoded);
  const plain = /;\s*filename=(?:"((?:\\.|[^"\\])*)"|([^\s;]+))/i.exec(head);
  const quoted = plain?.[1]?.replaceAll(/\\(["\\])/g, '$1');
  return (quoted ?? plain?.[2] ?? '').replaceAll('%22', '"');
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw malformedBody({ reason: 'the name of its file is not UTF-8' }, { cause });
  }
};

const nextOf = async (incoming: AsyncIterator<Buffer>): Promise<Buffer> => {
  const next = await incoming.next();
  if (next.done) throw malformedBody({ reason: 'its file has no end' });
  return next.value;
};

/** Behind the file is the end of the form, and nothing else. */
const checkEnd = async (incoming: AsyncIterator<Buffer>, behind: Buffer): Promise<void> => {
  let held = behind;
  for (let next = await incoming.next(); !next.done; next = await incoming.next()) {
    held = Buffer.concat([held, next.value]);
    if (held.length > mostHead) break;
  }
  if (!/^--\s*$/.test(held.toString('latin1')))
    throw malformedBody({ reason: 'it holds more than one file' });
};
