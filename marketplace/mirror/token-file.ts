import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A token where only the program that answers git's question finds it. */
export interface TokenFile extends AsyncDisposable {
  readonly path: string | undefined;
}

/** Writes a token into a file that only we can read; it is gone with the call that needs it. */
export const tokenFile = async (token: string | undefined, folder: string): Promise<TokenFile> => {
  if (token === undefined) return { path: undefined, [Symbol.asyncDispose]: async () => {} };
  const own = await mkdtemp(join(folder, '.token-'));
  const path = join(own, 'token');
  await writeFile(path, `${token}\n`, { mode: 0o600, flag: 'wx' });
  return { path, [Symbol.asyncDispose]: () => rm(own, { recursive: true, force: true }) };
};
