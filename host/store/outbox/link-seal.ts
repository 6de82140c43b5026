import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { keptKey } from '../kept-key.ts';
import { linkUnreadable, outboxKeyInvalid } from './errors.ts';

/** To which mail a link belongs. Sealed for one, it opens for no other: nobody can readdress it in the database. */
export interface LinkOwner {
  readonly id: string;
  readonly recipient: string;
}

/** Encrypts links while their mails wait: they carry secrets that the database must not tell. */
export class LinkSeal {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  seal(url: string, owner: LinkOwner): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, this.#key, iv).setAAD(identityOf(owner));
    const sealed = Buffer.concat([cipher.update(url, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  open(sealed: string, owner: LinkOwner): string {
    try {
      const bytes = Buffer.from(sealed, 'base64url');
      const [iv, rest] = [bytes.subarray(0, ivBytes), bytes.subarray(ivBytes)];
      const decipher = createDecipheriv(algorithm, this.#key, iv, { authTagLength: tagBytes });
      decipher.setAAD(identityOf(owner)).setAuthTag(rest.subarray(0, tagBytes));
      return Buffer.concat([decipher.update(rest.subarray(tagBytes)), decipher.final()]).toString();
    } catch (cause) {
      throw linkUnreadable({}, { cause });
    }
  }
}

/** The seal of this instance; its key is a file of the state folder. */
export const linkSeal = async (folder: string): Promise<LinkSeal> => {
  const path = join(folder, 'outbox-key');
  const key = await keptKey(path);
  if (!/^[0-9a-f]{64}$/.test(key)) throw outboxKeyInvalid({ path });
  return new LinkSeal(Buffer.from(key, 'hex'));
};

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

const identityOf = ({ id, recipient }: LinkOwner): Buffer => Buffer.from(`${id} ${recipient}`);
