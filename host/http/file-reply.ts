import { type FileHandle, open } from 'node:fs/promises';
import type { Context } from 'koa';
import parseRange from 'range-parser';
import { copyFile } from './copy-file.ts';
import type { FileReply } from './reply.ts';

/** Sends a file with validators and byte ranges. The file must not change: its name carries its content. */
export const sendFile = async (ctx: Context, file: FileReply): Promise<void> => {
  await using handle = await openHeld(file);
  const { size } = await handle.stat();
  describe(ctx, file);
  ctx.status = 200;
  if (isKnown(ctx, file.sha256)) {
    ctx.status = 304;
    return;
  }
  if (handOver(ctx, file)) return;
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
  ctx.type = file.type ?? 'application/octet-stream';
  if (ctx.method === 'HEAD') return;
  ctx.respond = false;
  await copyFile(handle, ctx.res, { start, end, stillAllowed: file.stillAllowed }).catch((cause: unknown) => {
    ctx.res.destroy();
    throw cause;
  });
};

// What is open stays readable when the file is deleted: from then on nobody needs to hold it.
const openHeld = async ({ path, hold }: FileReply): Promise<FileHandle> => {
  try {
    return await open(path, 'r');
  } finally {
    hold?.[Symbol.dispose]();
  }
};

/** Leaves the bytes to the proxy. It does not know our validator, so a request that depends on one is ours. */
const handOver = (ctx: Context, { accelPath, type }: FileReply): boolean => {
  if (accelPath === undefined || ctx.get('if-range') !== '') return false;
  ctx.set('X-Accel-Redirect', accelPath);
  ctx.type = type ?? 'application/octet-stream';
  ctx.body = Buffer.alloc(0);
  return true;
};

// Not `ctx.fresh`: it gives way to `Cache-Control: no-cache`, which fetch adds to every conditional request.
const isKnown = (ctx: Context, sha256: string): boolean => {
  const known = ctx.get('if-none-match');
  return known.trim() === '*' || known.includes(`"${sha256}"`);
};

const describe = (ctx: Context, { name, sha256, md5 }: FileReply): void => {
  ctx.set({
    ETag: `"${sha256}"`,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
    'Content-Disposition': `attachment; ${fileName(name)}`,
    'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    ...(md5 !== undefined && { 'X-Agnes-Hash': md5 }),
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
