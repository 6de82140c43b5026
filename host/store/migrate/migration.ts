import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Kysely } from 'kysely';

/** One numbered step of the schema. It depends on the database and nothing else; there is no way down. */
export interface Migration {
  /** Consecutive. */
  readonly version: number;
  readonly name: string;
  /** What the step does, in one sentence. */
  readonly summary: string;
  /** `import.meta.url` of the file: its text is what the checksum covers. */
  readonly source: string;
  /** Tables as they were at that version are nowhere typed, so any name and any column pass. */
  up(db: Kysely<UntypedTables>): Promise<void>;
}

/** Tables of some earlier version. */
export type UntypedTables = Record<string, Record<string, unknown>>;

/** Hash of the step's file, the same on systems that end lines differently. */
export const checksumOf = async ({ source }: Migration): Promise<string> => {
  const text = await readFile(new URL(source), 'utf8');
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
};

/** How people and file names call a step. */
export const stepName = ({ version, name }: Pick<Migration, 'version' | 'name'>): string =>
  `${String(version).padStart(4, '0')}-${name}`;
