import { createHash, createHmac } from 'node:crypto';

/** Temporary keys; `token` says so. */
export interface AwsKey {
  readonly id: string;
  readonly secret: string;
  readonly token?: string;
}

/** A GET without a body. `path` is encoded; `at` in milliseconds UTC. */
export interface SignedGet {
  readonly host: string;
  readonly path: string;
  /** Encoded and sorted, without `?`. */
  readonly query?: string;
  readonly region: string;
  readonly at: number;
  /** Lower-case names; signed with the others. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The headers that make a GET to S3 one of the owner of the key: Signature Version 4. */
export const signedHeaders = (get: SignedGet, key: AwsKey): Readonly<Record<string, string>> => {
  const time = new Date(get.at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const own = {
    ...get.headers,
    'x-amz-content-sha256': hashOf(''),
    'x-amz-date': time,
    ...(key.token !== undefined && { 'x-amz-security-token': key.token }),
  };
  const all = Object.entries({ host: get.host, ...own }).sort(([one], [other]) => (one < other ? -1 : 1));
  const names = all.map(([name]) => name).join(';');
  const lines = all.map(([name, value]) => `${name}:${value}\n`).join('');
  const canonical = ['GET', get.path, get.query ?? '', lines, names, hashOf('')].join('\n');
  const scope = `${time.slice(0, 8)}/${get.region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, hashOf(canonical)].join('\n');
  const signature = hmac(signingKey(key.secret, scope), text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.id}/${scope},SignedHeaders=${names},Signature=${signature}`;
  return { ...own, authorization };
};

const signingKey = (secret: string, scope: string): Buffer =>
  scope.split('/').reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secret}`));

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
