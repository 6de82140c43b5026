import { nameInvalid } from './errors.ts';

/** An identifier of GoogleSQL: between backticks a backslash begins an escape. */
export const quoted = (name: string): string => {
  if (name === '' || /[\0\r\n]/.test(name)) throw nameInvalid({ name });
  return `\`${name.replace(/[\\`]/g, '\\$&')}\``;
};
