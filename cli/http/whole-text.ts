import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { badAnswer } from '../errors.ts';
import { codeOf } from '../files/durable-file.ts';

const unzip = promisify(gunzip);

/** Bytes, also once unpacked: a few that claim to be very many would take all the memory there is. */
const most = 256 * 1024 * 1024;

/** The body of an answer as text. */
export const wholeText = async (answer: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    length += chunk.length;
    if (length > most) throw tooLong(answer);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (answer.headers['content-encoding'] !== 'gzip') return String(bytes);
  const unpacked = await unzip(bytes, { maxOutputLength: most }).catch((cause) => {
    throw codeOf(cause) === 'ERR_BUFFER_TOO_LARGE' ? tooLong(answer) : cause;
  });
  return String(unpacked);
};

const tooLong = ({ req }: IncomingMessage & { readonly req?: { readonly path: string } }): Error =>
  badAnswer({ path: req?.path ?? '', reason: `it is longer than ${most} bytes` });
