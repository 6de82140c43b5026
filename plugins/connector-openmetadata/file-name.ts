/** A name of a file: lower case, letters, digits and single underscores. */
export const fileNameOf = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toLowerCase() || 'unnamed';
