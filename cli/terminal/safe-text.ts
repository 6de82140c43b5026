import { stripVTControlCharacters } from 'node:util';

// Besides control characters, those that reorder what is shown.
const unsafe = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** One line of data without anything a terminal would obey. */
export const safeText = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/[\r\n\t]+/g, ' ')
    .replace(unsafe, '');

/** Several lines of data without anything a terminal would obey. */
export const safeLines = (text: string): string => text.split('\n').map(safeText).join('\n');

/** JSON that is harmless in a terminal and still means the same. */
export const safeJson = (json: string): string =>
  json.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
