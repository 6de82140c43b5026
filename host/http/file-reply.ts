import { open } from 'node:fs/promises';
import type { Context } from 'koa';
import parseRange from 'range-parser';
import type { FileReply } from './reply.ts';

/** Large reads: with Node's default of 64 KiB a download is half as fast. */
const chunkBytes = 256 * 1024;

/** Sends a file with validators and byte ranges. The file must not change: its name carries its content. */
export const sendFile = async (ctx: Context, file: FileReply): Promise<void> => {
  const handle = await open(file.path, 'r');
  const { size } = await handle.stat();
  describe(ctx, file);
  ctx.status = 200;
  if (isKnown(ctx, file.sha256)) {
    await handle.close();
    ctx.status = 304;
    return;
  }
  const range = rangeOf(ctx, size);
  if (range === 'unsatisfiable') {
    await handle.close();
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
  ctx.body = handle.createReadStream({ start, end: Math.max(end, 0), highWaterMark: chunkBytes });
};

// Not `ctx.fresh`: it gives way to `Cache-Control: no-cache`, which fetch adds to every conditional request.
const isKnown = (ctx: Context, sha256: string): boolean => ctx.get('if-none-match').includes(`"${sha256}"`);

const describe = (ctx: Context, { name, sha256, md5 }: FileReply): void => {
  ctx.set({
    ETag: `"${sha256}"`,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
    'Content-Disposition': `attachment; filename="${name}"`,
    'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    'X-Agnes-Hash': md5,
  });
};

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
