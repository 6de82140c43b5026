import { answerInvalid } from '../errors.ts';
import { textAt } from '../json.ts';
import { type AwsKey, signedHeaders } from './aws-signature.ts';
import { addressOf, type Cloud, encodedKey, signedUrl } from './cloud.ts';

/** Amazon S3: temporary keys, with which every request is signed. */
export const aws = (file: unknown, now: () => number): Cloud => ({
  get manifest() {
    return signedUrl(textAt(file, 'url') ?? '', isAws);
  },
  slice: (address) => {
    const { place, key } = addressOf(address, 's3');
    const region = textAt(file, 'region') ?? '';
    // Both become part of a host name that a signature is sent to.
    if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(place) || !/^[a-z]{2}[a-z0-9-]{3,30}$/.test(region)) {
      throw answerInvalid({ reason: `a slice lies in the bucket "${place}" of the region "${region}"` });
    }
    const host = `${place}.s3.${region}.amazonaws.com`;
    const path = `/${encodedKey(key)}`;
    return {
      url: `https://${host}${path}`,
      headers: signedHeaders({ host, path, region, at: now() }, keyOf(file)),
    };
  },
});

/** True for hosts of Amazon. */
export const isAws = (host: string): boolean => /^[a-z0-9.-]+\.amazonaws\.com$/.test(host);

const keyOf = (file: unknown): AwsKey => {
  const [id, secret, token] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].map((name) =>
    textAt(file, 'credentials', name),
  );
  if (!id || !secret || !token) throw answerInvalid({ reason: 'a file comes without keys for S3' });
  return { id, secret, token };
};
