import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { HttpClient } from '../http/client.ts';
import { badDownload } from './errors.ts';
import { type Offer, wheelPath } from './offer.ts';

/** Writes the offered file to a path. What differs from the promise in size or digest is refused. */
export const download = async (
  http: HttpClient,
  { file, size, sha256 }: Offer,
  path: string,
): Promise<void> => {
  const answer = await http.send({ path: wheelPath(file), headers: { Accept: '*/*' }, seconds: 300 });
  if (answer.statusCode !== 200) throw await http.refusal(answer);
  const told = /(?:^|,)\s*sha-256=:([^:]+):/.exec(String(answer.headers['repr-digest'] ?? ''))?.[1];
  const promised = Buffer.from(sha256, 'hex').toString('base64');
  if (told !== promised) {
    answer.destroy();
    throw badDownload({ file, reason: 'its Repr-Digest is not the SHA-256 that /cli/latest tells' });
  }
  try {
    const got = await written(answer, path, size);
    if (got !== sha256) throw badDownload({ file, reason: `its SHA-256 is ${got}, not ${sha256}` });
  } catch (error) {
    throw http.translated(error);
  }
};

/** Writes what comes, and answers its SHA-256. One byte too many ends it. */
const written = async (answer: AsyncIterable<Uint8Array>, path: string, size: number): Promise<string> => {
  const hash = createHash('sha256');
  const target = await open(path, 'wx', 0o600);
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      bytes += chunk.byteLength;
      if (bytes > size) break;
      hash.update(chunk);
      await target.writeFile(chunk);
    }
    await target.sync();
  } finally {
    await target.close();
  }
  return bytes === size ? hash.digest('hex') : `that of ${bytes} bytes instead of ${size}`;
};
