import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret, WebhookContribution } from '@agnes/sdk';

/** What came, as it came. */
export interface Signed {
  readonly raw: Buffer;
  /** Lower-case names; a header that came twice holds both values with a comma between them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** True when exactly one of the headers is there, once, with the digest of the body. Takes as long for every digest. */
export const isSigned = (
  { raw, headers }: Signed,
  { headers: names, prefix = '' }: WebhookContribution['signature'],
  secret: Secret,
): boolean => {
  const present = names.flatMap((name) => headers[name.toLowerCase()] ?? []);
  const [value = ''] = present;
  const digest = value.startsWith(prefix) ? value.slice(prefix.length) : value;
  if (present.length !== 1 || !/^[0-9a-f]{64}$/.test(digest)) return false;
  const expected = createHmac('sha256', secret.reveal()).update(raw).digest();
  return timingSafeEqual(expected, Buffer.from(digest, 'hex'));
};
