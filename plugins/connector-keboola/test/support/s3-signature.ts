import { createHash, createHmac } from 'node:crypto';
import type { Arrived } from './arrived.ts';

/** Recomputes the signature of a request from what arrived, as S3 does. */
export const isSignedByKey = (
  { path: target, headers }: Pick<Arrived, 'path' | 'headers'>,
  secret: string,
) => {
  const shape =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request,\s?SignedHeaders=([^,]+),\s?Signature=([0-9a-f]{64})$/;
  const [, , day = '', region = '', names = '', signature] =
    shape.exec(String(headers['authorization'])) ?? [];
  const time = String(headers['x-amz-date']);
  const needed = ['host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'];
  if (!time.startsWith(day) || needed.some((name) => !names.split(';').includes(name))) return false;
  const [path, query = ''] = target.split('?');
  const signed = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = `GET\n${path}\n${query}\n${signed.join('')}\n${names}\n${headers['x-amz-content-sha256']}`;
  const scope = `${day}/${region}/s3/aws4_request`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash}`;
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), 's3'), 'aws4_request');
  return hmac(key, text).toString('hex') === signature;
};

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
