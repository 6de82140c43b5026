import { join } from 'node:path';
import { keptKey } from '../kept-key.ts';
import { sealed, unsealed } from '../sealed.ts';
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
    return sealed(url, { key: this.#key, belongsTo: identityOf(owner) });
  }

  open(text: string, owner: LinkOwner): string {
    try {
      return unsealed(text, { key: this.#key, belongsTo: identityOf(owner) });
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

const identityOf = ({ id, recipient }: LinkOwner): string => `${id} ${recipient}`;
