import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** What seals a text, and what it belongs to: sealed for one thing, it opens for no other. */
export interface Sealing {
  /** 32 bytes. */
  readonly key: Buffer;
  readonly belongsTo: string;
}

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** The text, unreadable without the key: base64url of nonce, tag and bytes. */
export const sealed = (text: string, { key, belongsTo }: Sealing): string => {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(belongsTo));
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), bytes]).toString('base64url');
};

/** The text again. Throws when the key, the owner or a single bit is another. */
export const unsealed = (text: string, { key, belongsTo }: Sealing): string => {
  const bytes = Buffer.from(text, 'base64url');
  const [iv, rest] = [bytes.subarray(0, ivBytes), bytes.subarray(ivBytes)];
  const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(belongsTo)).setAuthTag(rest.subarray(0, tagBytes));
  return Buffer.concat([decipher.update(rest.subarray(tagBytes)), decipher.final()]).toString();
};
