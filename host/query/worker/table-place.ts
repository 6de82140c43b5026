import type { TablePlace } from '../scope.ts';

/** The catalog folds ASCII only. */
export const foldName = (name: unknown): string =>
  String(name).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The same for every way to write one place. */
export const placeKey = (place: TablePlace): string => JSON.stringify(place.map(foldName));

/** True for a table that is named by itself. */
export const isPlainName = ([catalog, schema]: TablePlace): boolean => catalog === '' && schema === '';

/** A place as it is written in messages. */
export const shownPlace = (place: TablePlace): string => place.filter((part) => part !== '').join('.');
