import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { isPermanent } from '../../jobs/permanent.ts';
import { badRow, diskFull, outOfMemory, unreadableInput } from '../errors.ts';
import type { TableError } from '../take-in-messages.ts';

/** Tells a failure of one table. Paths are told from their granted folder on: a server path is nobody's business. */
export const tableErrorOf = (cause: unknown, folders: readonly string[]): TableError => {
  const error = isPlatformError(cause) ? cause : engineFault(cause, folders);
  const { code, message, hint, kind } = error;
  return {
    code,
    message: withoutFolders(message, folders),
    remedy: hint,
    retryable: !isPermanent(kind),
  };
};

/** True when a value did not fit its column: the rest of the file may well be read. */
export const isValueFault = (cause: unknown): boolean => {
  if (isPlatformError(cause)) return false;
  const text = cause instanceof Error ? cause.message : String(cause);
  return /^Conversion Error|JSON transform error|Could not convert|Error when converting column|Failed to cast/.test(
    text,
  );
};

/** True when the engine said where it failed. */
export const isPlaced = (cause: unknown): boolean => {
  const text = cause instanceof Error ? cause.message : String(cause);
  return (csvPlace(text) ?? jsonPlace(text)) !== undefined;
};

// What the engine said about an input, with file and line when it names them.
const engineFault = (cause: unknown, folders: readonly string[]): PlatformError => {
  const text = withoutFolders(cause instanceof Error ? cause.message : String(cause), folders);
  if (/No space left on device|max_temp_directory_size/.test(text)) return diskFull({}, { cause });
  if (text.startsWith('Out of Memory Error')) return outOfMemory({}, { cause });
  const place = csvPlace(text) ?? jsonPlace(text);
  return place ? badRow(place, { cause }) : unreadableInput({ reason: firstLine(text) }, { cause });
};

const withoutFolders = (text: string, folders: readonly string[]): string =>
  folders.reduce((rest, folder) => rest.replaceAll(`${folder}/`, ''), text);

interface Place {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

const csvPlace = (text: string): Place | undefined => {
  const match = /CSV Error on Line: (\d+)\n(?:Original Line: .*\n)?(.+)/.exec(text);
  const file = /^ {2}file = (.*)$/m.exec(text)?.[1];
  return match && file !== undefined ? { file, line: Number(match[1]), reason: short(match[2]) } : undefined;
};

const jsonPlace = (text: string): Place | undefined => {
  const match = /in file "(.*?)",? (?:at byte \d+ )?in (?:line|record\/value) (\d+): (.+)/.exec(text);
  return match ? { file: match[1] ?? '', line: Number(match[2]), reason: short(match[3]) } : undefined;
};

const firstLine = (text: string): string => short(text.split('\n', 1)[0]);

// Values of rows get into this text: enough to find the place, not enough to leak a document.
const short = (text = ''): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
