import { randomInt } from 'node:crypto';

/** No vowels, so that no word comes out, and nothing that looks like something else. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const length = 8;

/** A code that people read from one screen and type on another. */
export const newUserCode = (): string =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('');

/** As people read it: `XXXX-XXXX`. */
export const shownUserCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** What somebody typed, in the form in which codes are compared. */
export const plainUserCode = (typed: string): string => typed.toUpperCase().replaceAll(/[^A-Z]/g, '');
