import { Transform } from 'node:stream';
import type { Context } from 'koa';
import { sendFile } from './file-reply.ts';
import { type Cookie, isReply, type Reply } from './reply.ts';

/** Puts the result of an operation into the response. */
export const send = async (
  ctx: Context,
  result: unknown,
  options: { status: number; secure: boolean },
): Promise<void> => {
  if (ctx.response.headers['cache-control'] === undefined) ctx.set('Cache-Control', 'private, no-cache');
  if (!isReply(result)) {
    ctx.status = options.status;
    if (options.status !== 204) sendJson(ctx, result);
    return;
  }
  ctx.status = result.status ?? options.status;
  ctx.set({ ...result.headers });
  for (const cookie of result.cookies ?? []) setCookie(ctx, cookie, options.secure);
  await sendParts(ctx, result);
};

const sendParts = async (ctx: Context, result: Reply): Promise<void> => {
  const { body, bytes, html, file, stream } = result;
  if (file) await sendFile(ctx, file);
  else if (stream) sendStream(ctx, stream);
  else if (result.redirect !== undefined) sendRedirect(ctx, result.redirect, result.status ?? 302);
  else if (bytes) ctx.body = bytes;
  else if (html !== undefined) {
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = html;
  } else if (body !== undefined) sendJson(ctx, body);
};

const sendRedirect = (ctx: Context, target: string, status: number): void => {
  ctx.redirect(target);
  ctx.status = status;
};

const sendJson = (ctx: Context, value: unknown): void => {
  ctx.body = JSON.stringify(value);
  if (ctx.response.get('Content-Type').startsWith('text/plain')) ctx.type = 'application/json; charset=utf-8';
};

const setCookie = (ctx: Context, { name, value, maxAgeSeconds }: Cookie, secure: boolean): void => {
  const parts = [`${name}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${maxAgeSeconds}`];
  ctx.append('Set-Cookie', [...parts, ...(secure ? ['Secure'] : [])].join('; '));
};

/** Streams with back-pressure; trailers are known only when the last byte has been seen. */
const sendStream = (ctx: Context, { source, type, trailers }: NonNullable<Reply['stream']>): void => {
  ctx.type = type;
  // A long result is worth more as fast bytes than as small ones.
  ctx.compress = false;
  ctx.res.once('close', () => source.destroy());
  if (!trailers) {
    ctx.body = source;
    return;
  }
  ctx.set('Trailer', 'X-Agnes-Rows, X-Agnes-Truncated');
  const withTrailers = new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: (done) => {
      ctx.res.addTrailers(trailers());
      done();
    },
  });
  source.once('error', (error) => withTrailers.destroy(error));
  ctx.body = source.pipe(withTrailers);
};
