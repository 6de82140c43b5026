import { createHash } from 'node:crypto';
import type { ExtractFile } from '../take-in-messages.ts';

/** The hash of the one file, or of the sorted list of parts. */
export const contentHash = (files: readonly Pick<ExtractFile, 'part' | 'sha256'>[]): string => {
  const [only, second] = files;
  if (only && !second && only.part === '') return only.sha256;
  const lines = files.map(({ sha256, part }) => `${sha256}  ${part}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
};
