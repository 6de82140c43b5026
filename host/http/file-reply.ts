import { type FileHandle, open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { Context } from 'koa';
import parseRange from 'range-parser';
import type { FileReply } from './reply.ts';

/** Large reads: with Node's default of 64 KiB a download is half as fast. */
const chunkBytes = 256 * 1024;

/** Sends a file with validators and byte ranges. The file must not change: its name carries its content. */
export const sendFile = async (ctx: Context, file: FileReply): Promise<void> => {
  await using handle = await open(file.path, 'r');
  const { size } = await handle.stat();
  describe(ctx, file);
  ctx.status = 200;
  if (isKnown(ctx, file.sha256)) {
    ctx.status = 304;
    return;
  }
  const range = rangeOf(ctx, size);
  if (range === 'unsatisfiable') {
    ctx.status = 416;
    ctx.set('Content-Range', `bytes */${size}`);
    return;
  }
  if (range) {
    ctx.status = 206;
    ctx.set('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  ctx.length = end - start + 1;
  ctx.type = 'application/octet-stream';
  if (ctx.method === 'HEAD') return;
  ctx.respond = false;
  await copy(handle, ctx.res, { start, end }).catch((cause: unknown) => {
    ctx.res.destroy();
    throw cause;
  });
};

/**
 * Reads into one of two buffers while the other is being sent. A stream would take new ones all the time, and most of
 * the time of a download would go into collecting them.
 */
const copy = async (
  handle: FileHandle,
  response: ServerResponse,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<void> => {
  const length = Math.min(chunkBytes, end + 1 - start);
  let [buffer, other] = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)];
  let sending = Promise.resolve(true);
  for (let position = start; position <= end; ) {
    const wanted = Math.min(length, end + 1 - position);
    const [{ bytesRead }, sent] = await Promise.all([handle.read(buffer, 0, wanted, position), sending]);
    if (!sent || bytesRead === 0) return void response.destroy();
    sending = write(response, buffer.subarray(0, bytesRead));
    position += bytesRead;
    [buffer, other] = [other, buffer];
  }
  await sending;
  response.end();
};

/** True when the bytes are out and their buffer is free, false when there is nobody to send them to. */
const write = (response: ServerResponse, bytes: Buffer): Promise<boolean> =>
  new Promise((resolve) => {
    const gone = (): void => resolve(false);
    response.once('close', gone);
    response.write(bytes, (error) => {
      response.off('close', gone);
      resolve(!error);
    });
  });

// Not `ctx.fresh`: it gives way to `Cache-Control: no-cache`, which fetch adds to every conditional request.
const isKnown = (ctx: Context, sha256: string): boolean => ctx.get('if-none-match').includes(`"${sha256}"`);

const describe = (ctx: Context, { name, sha256, md5 }: FileReply): void => {
  ctx.set({
    ETag: `"${sha256}"`,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
    'Content-Disposition': `attachment; ${fileName(name)}`,
    'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    'X-Agnes-Hash': md5,
  });
};

/** RFC 6266: a name that fits between quotes, and beside it the whole one in UTF-8 where that differs. */
const fileName = (name: string): string => {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\]/g, '_');
  if (plain === name) return `filename="${name}"`;
  const escaped = encodeURIComponent(name).replaceAll(/['()*]/g, percent);
  return `filename="${plain}"; filename*=UTF-8''${escaped}`;
};

const percent = (letter: string): string => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;

/** The one range asked for; several at once and stale `If-Range` get the whole file. */
const rangeOf = (
  ctx: Context,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined => {
  const header = ctx.get('range');
  const condition = ctx.get('if-range');
  if (header === '' || (condition !== '' && condition !== ctx.response.get('ETag'))) return undefined;
  const ranges = parseRange(size, header);
  if (ranges === -1) return 'unsatisfiable';
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  return ranges[0];
};
