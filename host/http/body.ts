import type { IncomingMessage } from 'node:http';
import { bodyTooLarge, malformedBody, unsupportedMedia } from './errors.ts';

/** Reads a body whole, up to `limit` bytes. A declared length above it is refused before a byte is read. */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer> => {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge({ limit_bytes: limit });
  const chunks: Buffer[] = [];
  let held = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    held += chunk.length;
    if (held > limit) throw bodyTooLarge({ limit_bytes: limit });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** The value a body stands for: JSON, or the fields of a form. An empty body is `undefined`. */
export const parseBody = (bytes: Buffer, contentType: string): unknown => {
  if (bytes.length === 0) return undefined;
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/x-www-form-urlencoded')
    return Object.fromEntries(new URLSearchParams(bytes.toString()));
  if (type !== 'application/json' && type !== '') throw unsupportedMedia({ received: type });
  return parseJson(bytes);
};

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw malformedBody(
      { reason: cause instanceof SyntaxError ? cause.message : 'it is not UTF-8' },
      { cause },
    );
  }
};
