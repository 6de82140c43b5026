import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { badFile } from '../errors.ts';
import { ignoreMissing, makePrivateFolder, writeDurably } from '../files/durable-file.ts';
import { type JsonObject, objectOf, readJson, textOf } from '../json/values.ts';

/** What is remembered of a sign-in. */
export interface SavedToken {
  readonly access_token: string;
  readonly email: string;
  /** The only server this token is ever sent to. */
  readonly server: string;
  /** ISO 8601; absent for a token without an end. */
  readonly expires_at?: string;
}

/** The token file in the configuration folder. */
export class TokenFile {
  readonly path: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, 'token.json');
  }

  /** The saved token, if somebody signed in. */
  async read(): Promise<SavedToken | undefined> {
    const text = await readFile(this.path, 'utf8').catch(ignoreMissing);
    return text === undefined ? undefined : this.#parsed(text);
  }

  /** Saves a token so that at no moment anybody else can read it. */
  async write(token: SavedToken, pid: number): Promise<void> {
    await makePrivateFolder(this.#folder);
    await writeDurably(this.path, `${JSON.stringify(token, undefined, 2)}\n`, { mode: 0o600, pid });
  }

  /** Forgets the token. */
  async delete(): Promise<void> {
    await rm(this.path, { force: true });
  }

  #parsed(text: string): SavedToken {
    const values = objectOf(readJson(text));
    const token = textOf(values['access_token']);
    const server = textOf(values['server']);
    if (token === undefined || server === undefined) {
      throw badFile({
        path: this.path,
        reason: 'it holds no token',
        hint: 'Sign in again: agnes auth login',
      });
    }
    const expires = textOf(values['expires_at']);
    return {
      access_token: token,
      email: textOf(values['email']) ?? '',
      server,
      ...(expires !== undefined && { expires_at: expires }),
    };
  }
}

/** The claims inside a token, unchecked: only the server can tell whether they hold. */
export const claimsOf = (token: string): JsonObject =>
  objectOf(readJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()));
