import { malformedBody } from './errors.ts';

const headEnd = Buffer.from('\r\n\r\n');
const mostHead = 8 * 1024;

/** Bytes that the frame of a form with one file adds at most. */
export const uploadFrame = 16 * 1024;

/**
 * The bytes of the one file that a form holds, as they come: nothing of it is kept whole. A form with more than the
 * file is refused at its end, so whoever takes the bytes in must read them all before anything comes of them.
 */
export async function* fileOfForm(body: AsyncIterable<Buffer>, contentType: string): AsyncGenerator<Buffer> {
  const line = Buffer.from(`\r\n--${boundaryOf(contentType)}`);
  const incoming = body[Symbol.asyncIterator]();
  try {
    // The first line of the body is a boundary without the line break that ends what is before it.
    let held = await headOf(incoming, line.subarray(2));
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

/** Reads up to where the file begins; answers what came of it with that. */
const headOf = async (incoming: AsyncIterator<Buffer>, first: Buffer): Promise<Buffer> => {
  let held = await nextOf(incoming);
  while (!held.includes(headEnd)) {
    if (held.length > mostHead) throw malformedBody({ reason: 'its file has no beginning' });
    held = Buffer.concat([held, await nextOf(incoming)]);
  }
  const end = held.indexOf(headEnd);
  const head = held.subarray(0, end).toString('latin1');
  if (!held.subarray(0, first.length).equals(first) || !/;\s*filename=/i.test(head))
    throw malformedBody({ reason: 'its first field is no file' });
  return held.subarray(end + headEnd.length);
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
