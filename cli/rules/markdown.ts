import { stripVTControlCharacters } from 'node:util';

// Besides control characters, those that reorder what is shown, and those that nobody sees but a program reads.
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;
// What has a backtick further on is no fence but code inside a line.
const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;

/** A title as one line that ends no heading and begins nothing. */
export const safeTitle = (text: string): string =>
  neutral(plain(text.replace(/\s+/gu, ' ')).replace(/^[#\s]+/u, '')).trim() || 'Untitled';

/**
 * A text that stays below the heading under which it is put.
 *
 * Its headings become smaller ones, a fence that it leaves open is closed, and nothing in it has an agent read other files.
 */
export const safeText = (text: string, level: number): string => {
  let open: string | undefined;
  const lines = text
    .replace(/\r\n?|\u2028|\u2029/gu, '\n')
    .split('\n')
    .map((raw) => {
      const line = raw.split('\t').map(plain).join('\t');
      const mark = fence.exec(line)?.[1];
      if (open !== undefined) {
        if (mark?.startsWith(open) && line.trim() === mark) open = undefined;
        return line;
      }
      open = mark;
      return mark === undefined ? below(neutral(line), level) : line;
    });
  return [...lines, ...(open === undefined ? [] : [open])].join('\n').trim();
};

const plain = (text: string): string => stripVTControlCharacters(text).replace(unseen, '');

// An open comment would swallow all that follows, and `@path` has some agents read a file.
const neutral = (line: string): string =>
  line.replaceAll('<!--', '&lt;!--').replace(/(^|[^\w\\])@(?=\S)/gu, '$1\\@');

const below = (line: string, level: number): string => {
  // A row of dashes or equals signs makes a heading of the line above it, or a page of its own.
  if (/^ {0,3}(-{2,}|={2,})\s*$/.test(line)) return `\\${line.trim()}`;
  return line.replace(/^( {0,3})(#{1,6})(?=\s|$)/, (_, indent: string, marks: string) => {
    return `${indent}${'#'.repeat(Math.min(6, marks.length + level))}`;
  });
};
