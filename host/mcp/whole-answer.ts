import type { Readable } from 'node:stream';
import { isReply, type Reply } from '../http/reply.ts';
import { answerTooLong } from './errors.ts';

/** Characters of an answer at most. */
const longestAnswer = 100_000;

/** What an operation answered, as JSON, with the headers it would have had. */
export interface WholeAnswer {
  readonly json: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads an answer to its end. One that is too long is refused, and what still makes it is stopped. */
export const wholeAnswer = async (result: unknown): Promise<WholeAnswer> => {
  const { headers = {}, ...answered } = isReply(result) ? result : { body: result };
  const json = await jsonOf(answered);
  if (json.length > longestAnswer) throw answerTooLong({ limit_characters: longestAnswer });
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { json, headers: Object.fromEntries(named) };
};

const jsonOf = async ({ body, bytes, stream }: Partial<Reply>): Promise<string> => {
  if (bytes) return String(bytes);
  return stream ? String(await readWithin(stream.source)) : JSON.stringify(body ?? {});
};

const readWithin = async (source: Readable): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let held = 0;
  // Leaving the loop destroys the source, and with it the statement behind it.
  for await (const chunk of source) {
    held += chunk.length;
    // No character takes more than four bytes: behind this no doubt is left.
    if (held > 4 * longestAnswer) throw answerTooLong({ limit_characters: longestAnswer });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
