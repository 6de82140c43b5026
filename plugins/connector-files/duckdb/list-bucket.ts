import type { Entry } from '../entry.ts';
import type { Settings } from '../settings.ts';
import { failureOf } from './failure.ts';
import type { OpenDuckDb } from './open.ts';
import { quoteText } from './quote.ts';
import { bucketBase } from './s3.ts';

/** Every object below the prefix, sorted. Names with a leading dot are passed over, as in a folder. */
export const listBucket = async (
  { connection }: OpenDuckDb,
  settings: Settings,
): Promise<readonly Entry[]> => {
  const base = bucketBase(settings);
  const sql = `SELECT filename, size, epoch_ms(last_modified) FROM read_blob(${quoteText(`${base}**`)}) ORDER BY 1`;
  const rows = await connection.runAndReadAll(sql).then(
    (reader) => reader.getRows(),
    (error: unknown) => {
      if (/No files found/.test(String(error))) return [];
      throw failureOf(base, error);
    },
  );
  return rows
    .map(([at, size, mtimeMs]) => ({
      name: String(at).slice(base.length),
      at: String(at),
      size: Number(size),
      mtimeMs: Number(mtimeMs),
    }))
    .filter(({ name }) => !/(^|\/)(\.|$)/.test(name));
};
