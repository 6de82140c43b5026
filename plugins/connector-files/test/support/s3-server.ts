import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a store holds, and who may read it. */
export interface Bucket {
  readonly name: string;
  readonly keyId: string;
  readonly secret: string;
  readonly objects: Map<string, Uint8Array>;
}

/** A store that speaks the part of S3 that reading takes: lists, ranges, heads, and signatures of version 4. */
export const startS3 = async (bucket: Bucket) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://store');
    asked.push(`${request.method} ${decodeURIComponent(url.pathname)}`);
    const fault = faultOf(request, url, bucket);
    if (fault) return refuse(response, 403, fault);
    const [, name, ...key] = decodeURIComponent(url.pathname).split('/');
    if (name !== bucket.name) return refuse(response, 404, 'NoSuchBucket');
    if (key.join('/') === '') return list(response, url, bucket);
    const body = bucket.objects.get(key.join('/'));
    return body ? send(request, response, body) : refuse(response, 404, 'NoSuchKey');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It listens on a port.
  const { port } = server.address() as AddressInfo;
  return { endpoint: `127.0.0.1:${port}`, asked, close: () => server.close() };
};

const changed = 'Thu, 01 Jan 2026 00:00:00 GMT';

const refuse = (response: ServerResponse, status: number, code: string): void => {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
};

const list = (response: ServerResponse, url: URL, { name, objects }: Bucket): void => {
  const prefix = url.searchParams.get('prefix') ?? '';
  const contents = [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .map(
      ([key, body]) =>
        `<Contents><Key>${encodeURIComponent(key)}</Key><LastModified>${new Date(changed).toISOString()}</LastModified>` +
        `<ETag>&quot;${digest(body)}&quot;</ETag><Size>${body.length}</Size></Contents>`,
    );
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><ListBucketResult><Name>${name}</Name><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`,
  );
};

const send = (request: IncomingMessage, response: ServerResponse, body: Uint8Array): void => {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = Math.min(to ? Number(to) : body.length - 1, body.length - 1);
  response.writeHead(from === undefined ? 200 : 206, {
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    etag: `"${digest(body)}"`,
    'last-modified': changed,
    ...(from !== undefined && { 'content-range': `bytes ${start}-${end}/${body.length}` }),
  });
  response.end(request.method === 'HEAD' ? undefined : body.subarray(start, end + 1));
};

const digest = (body: Uint8Array | string): string => createHash('sha256').update(body).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Why a request is refused; nothing when it is signed with the key. */
const faultOf = (request: IncomingMessage, url: URL, { keyId, secret }: Bucket): string | undefined => {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d+)\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      request.headers.authorization ?? '',
    );
  if (!parts) return 'AccessDenied';
  const [, id, day = '', region = '', signed = '', signature] = parts;
  if (id !== keyId) return 'InvalidAccessKeyId';
  const headers = signed.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const query = url.search.slice(1).split('&').sort().join('&');
  const canonical = [
    request.method,
    url.pathname,
    query,
    headers.join(''),
    signed,
    request.headers['x-amz-content-sha256'],
  ];
  const toSign = `AWS4-HMAC-SHA256\n${request.headers['x-amz-date']}\n${day}/${region}/s3/aws4_request\n${digest(canonical.join('\n'))}`;
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${secret}`, day), region));
  return hmac(key, toSign).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
};
