import { createHash } from 'node:crypto';

/** A name of a file: lower case, letters, digits and single underscores. Nothing may be left of it. */
export const fileNameOf = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toLowerCase();

/** What is to become a file. */
export interface Named {
  readonly folder: string;
  readonly name: string;
  /** Tells it from all others. */
  readonly key: string;
}

/** A path for each, by its key. Where names come to the same, or to nothing, a hash of the key makes them differ. */
export const filePathsOf = (things: readonly Named[]): ReadonlyMap<string, string> => {
  const plain = ({ folder, name }: Named): string => `${folder}/${fileNameOf(name)}`;
  const groups = Map.groupBy(things, plain);
  return new Map(
    things.map((thing) => {
      const isAlone = fileNameOf(thing.name) !== '' && groups.get(plain(thing))?.length === 1;
      return [thing.key, isAlone ? `${plain(thing)}.yml` : hashed(thing)];
    }),
  );
};

const hashed = ({ folder, name, key }: Named): string => {
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 8);
  return `${folder}/${fileNameOf(name) || 'unnamed'}_${hash}.yml`;
};
