import { text } from 'node:stream/consumers';
import type { QueryAnswer } from '../query/pool.ts';

/** Reads an answer of a few rows to its end; throws what it ended with. */
export const wholeText = async ({ body, end }: Pick<QueryAnswer, 'body' | 'end'>): Promise<string> => {
  const said = Buffer.isBuffer(body) ? body.toString() : await text(body);
  await end;
  return said;
};
