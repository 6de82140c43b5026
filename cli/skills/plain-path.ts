/** True for a path that leads to one file below its folder on every system. */
export const isPlainPath = (path: string): boolean =>
  !/[\\:\0]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
