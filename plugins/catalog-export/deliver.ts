import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Http, UpstreamError } from '@agnes/sdk';

interface Target {
  readonly folder: string | undefined;
  readonly url: string | undefined;
  readonly http: Http;
}

/** Hands a document to the folder and the URL; one that fails does not keep it from the other. */
export const deliver = async (text: string, { folder, url, http }: Target): Promise<void> => {
  const handed = await Promise.allSettled([
    folder === undefined ? undefined : write(text, folder),
    url === undefined ? undefined : post(text, url, http),
  ]);
  for (const outcome of handed) if (outcome.status === 'rejected') throw outcome.reason;
};

/** Readers see the old document or the new one, each whole. */
const write = async (text: string, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, '.catalog.json.tmp');
  const file = await open(temporary, 'w', 0o640);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, 'catalog.json'));
};

const post = async (text: string, url: string, http: Http): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  const { status } = await http.fetch(url, { method: 'POST', headers, body: text, timeoutMs: 15_000 });
  if (status > 299)
    throw UpstreamError({ reason: `The receiver of the catalog answered ${status}.`, status });
};
