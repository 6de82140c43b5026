import type { IncomingMessage } from 'node:http';
import { isPlatformError } from '@agnes/sdk/errors';
import { bodyTooLarge, bodyTooSlow, malformedBody, unsupportedMedia } from './errors.ts';

/** Most bytes of a body, and the time in which they have to arrive. */
interface BodyLimits {
  readonly bytes: number;
  readonly seconds?: number | undefined;
}

/** Reads a body whole. A declared length above the limit is refused before a byte is read. */
export const readBody = async (
  request: IncomingMessage,
  { bytes: limit, seconds }: BodyLimits,
): Promise<Buffer> => {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge({ limit_bytes: limit });
  const reading = collected(request, limit);
  try {
    return await (seconds === undefined ? reading : within(reading, seconds));
  } catch (cause) {
    // A caller who goes away in the middle is no fault of ours.
    throw isPlatformError(cause) ? cause : malformedBody({ reason: 'it broke off' }, { cause });
  }
};

/** A body as it comes, for whoever puts it somewhere else: no more than the limit of it. */
export async function* bodyStream(request: IncomingMessage, limit: number): AsyncGenerator<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge({ limit_bytes: limit });
  let seen = 0;
  try {
    for await (const chunk of request) {
      seen += chunk.length;
      if (seen > limit) throw bodyTooLarge({ limit_bytes: limit });
      yield chunk;
    }
  } catch (cause) {
    throw isPlatformError(cause) ? cause : malformedBody({ reason: 'it broke off' }, { cause });
  }
}

const within = async (reading: Promise<Buffer>, seconds: number): Promise<Buffer> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(bodyTooSlow({ limit_seconds: seconds })), seconds * 1_000);
  try {
    return await Promise.race([reading, late.promise]);
  } finally {
    clearTimeout(timer);
  }
};

const collected = async (request: AsyncIterable<Buffer>, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let held = 0;
  for await (const chunk of request) {
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
  if (type === 'application/x-www-form-urlencoded') return parseForm(textOf(bytes));
  if (type !== 'application/json' && type !== '') throw unsupportedMedia({ received: type });
  return parseJson(textOf(bytes));
};

const textOf = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformedBody({ reason: 'it is not UTF-8' }, { cause });
  }
};

const parseJson = (text: string): unknown => {
  const parsed = parsedJson(text);
  checkShape(parsed);
  return parsed;
};

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformedBody({ reason: (cause as Error).message }, { cause });
  }
};

/** A field that is sent twice is a list, so that whoever expects one text refuses it instead of choosing. */
const parseForm = (text: string): unknown => {
  checkEscapes(text);
  const fields = Map.groupBy(new URLSearchParams(text), ([name]) => name);
  const parsed = Object.fromEntries(
    [...fields].map(([name, sent]) => {
      const values = sent.map(([, value]) => value);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
  checkShape(parsed);
  return parsed;
};

// URLSearchParams puts a mark in the place of bytes that are no UTF-8, and goes on.
const checkEscapes = (text: string): void => {
  try {
    decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw malformedBody({ reason: 'it is not UTF-8' }, { cause });
  }
};

const deepest = 64;

/** Nothing behind this has to think of a key that is a prototype, or of a depth that overflows a stack. */
const checkShape = (parsed: unknown): void => {
  let level = [parsed];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) throw malformedBody({ reason: `it is nested deeper than ${deepest} levels` });
    level = level.flatMap(valuesIn);
  }
};

const valuesIn = (value: unknown): unknown[] => {
  if (typeof value !== 'object' || value === null) return [];
  if (Object.hasOwn(value, '__proto__')) throw malformedBody({ reason: 'a key is named "__proto__"' });
  return Object.values(value);
};
