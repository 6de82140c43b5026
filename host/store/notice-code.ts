const prefix = 'notice:';

/** The code of a condition that a connector asks for: whatever it calls it, no condition of the host has that code. */
export const noticeCode = (code: string): string => `${prefix}${code}`;

/** The code of a condition as people and clients know it. */
export const shownCode = (code: string): string =>
  code.startsWith(prefix) ? code.slice(prefix.length) : code;
