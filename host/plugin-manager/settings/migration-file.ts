import { checkerFor, type Static, Type } from '@agnes/sdk';
import { type Path, valueAt, withValue } from '../../settings/tree.ts';

const closed = { additionalProperties: false } as const;
const at = Type.String({ pattern: '^(/[A-Za-z_][A-Za-z0-9_]*)+$', maxLength: 300 });

/** One step, as files and the journal of a change have it. */
export const migrationStep = Type.Union([
  Type.Object({ move: at, to: at }, closed),
  Type.Object({ remove: at }, closed),
  Type.Object({ default: at, value: Type.Unknown() }, closed),
  Type.Object({ map: at, values: Type.Record(Type.String(), Type.Unknown()) }, closed),
]);

const schema = Type.Object(
  {
    up: Type.Array(migrationStep, { maxItems: 500 }),
    down: Type.Optional(Type.Array(migrationStep, { maxItems: 500, description: 'The way back.' })),
  },
  closed,
);

/** One step from a version to the next: data, never code. */
export type MigrationStep = Static<typeof migrationStep>;

/** What a migration file says. */
export type MigrationFile = Static<typeof schema>;

/** Reads a migration file; every fault of it at once. */
export const checkMigration = checkerFor(schema, { compiled: 'later' });

/** A changed copy of a value. What is not there is left alone, so that what was done is not done again. */
export const migrated = (value: unknown, steps: readonly MigrationStep[]): unknown =>
  steps.reduce((at, one) => changed(at, one), value);

const changed = (tree: unknown, one: MigrationStep): unknown => {
  if ('move' in one) return moved(tree, one);
  if ('remove' in one) return withValue(tree, pathOf(one.remove), undefined);
  if ('default' in one) {
    const path = pathOf(one.default);
    return valueAt(tree, path) === undefined ? withValue(tree, path, one.value) : tree;
  }
  const path = pathOf(one.map);
  const value = valueAt(tree, path);
  const isKnown = isWord(value) && Object.hasOwn(one.values, String(value));
  return isKnown ? withValue(tree, path, one.values[String(value)]) : tree;
};

const moved = (tree: unknown, { move, to }: { readonly move: string; readonly to: string }): unknown => {
  const value = valueAt(tree, pathOf(move));
  return value === undefined ? tree : withValue(withValue(tree, pathOf(move), undefined), pathOf(to), value);
};

const isWord = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const pathOf = (pointer: string): Path => pointer.split('/').slice(1);
