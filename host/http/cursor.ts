import { cursorExpired, cursorInvalid } from './errors.ts';

const day = 24 * 3_600_000;

/** Where the next page begins: behind the row with this id. Good for 24 hours. */
export const cursorBehind = (id: string, now: number): string =>
  Buffer.from(JSON.stringify([id, now])).toString('base64url');

/** The id that `cursorBehind` was given. */
export const idOfCursor = (cursor: string, now: number): string => {
  const [id, made] = contentOf(cursor);
  if (typeof id !== 'string' || typeof made !== 'number') throw cursorInvalid({});
  if (now - made > day) throw cursorExpired({});
  return id;
};

const contentOf = (cursor: string): readonly unknown[] => {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(content) ? content : [];
  } catch (cause) {
    throw cursorInvalid({}, { cause });
  }
};
