import { readFile } from 'node:fs/promises';

/** Version of this host, from its package.json. */
export const hostVersion = async (): Promise<string> => {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  // Our own file: it is there and it has a version.
  return (JSON.parse(text) as { version: string }).version;
};
