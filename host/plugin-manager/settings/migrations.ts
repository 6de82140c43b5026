import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '@agnes/sdk';
import { reasonOf } from '../../kernel/reason.ts';
import type { Tree } from '../../kernel/tree.ts';
import { migrationMissing } from './errors.ts';
import { checkMigration, type MigrationFile, type MigrationStep } from './migration-file.ts';

/** Files of a plugin, and what its manifest says. */
interface Packed {
  readonly manifest: Manifest;
  readonly tree: Tree;
}

/** From which version to which. */
interface Span {
  readonly from: number;
  readonly to: number;
}

type Named = NonNullable<NonNullable<Manifest['config']>['migrations']>;

/**
 * Every step that brings settings of one version to a newer one. Where the manifest names no files they are
 * `config/migrations/1-2.json` and so on. Throws when one is not there.
 */
export const settingsSteps = ({ manifest, tree }: Packed, span: Span): Promise<readonly MigrationStep[]> => {
  const usual = range(span).map((from) => ({
    from,
    to: from + 1,
    file: `config/migrations/${from}-${from + 1}.json`,
  }));
  return upwards({ id: manifest.id, tree, span, named: manifest.config?.migrations ?? usual });
};

/** The same for what its connectors remember; a version that names no migrations goes on from what it finds. */
export const stateSteps = (
  { manifest, tree }: Packed,
  { from, to }: Span,
): Promise<readonly MigrationStep[]> => {
  const named = manifest.state?.migrations;
  if (!named) return Promise.resolve([]);
  const chain = { id: manifest.id, tree, named };
  return from <= to
    ? upwards({ ...chain, span: { from, to } })
    : downwards({ ...chain, span: { from: to, to: from } });
};

/** Throws when what is remembered cannot be brought to the version of this package, or not back where it says so. */
export const checkState = async (next: Packed, from: number): Promise<void> => {
  const { id, state = { version: 1 } } = next.manifest;
  await stateSteps(next, { from: Math.min(from, state.version), to: state.version });
  if (!state.reversible || from >= state.version) return;
  if (!state.migrations)
    throw migrationMissing({ plugin: id, from, reason: 'it says that there is a way back' });
  await stateSteps(next, { from: state.version, to: from });
};

interface Chain {
  readonly id: string;
  readonly tree: Tree;
  readonly span: Span;
  readonly named: Named;
}

const upwards = async (chain: Chain): Promise<readonly MigrationStep[]> =>
  (await filesOf(chain)).flatMap(({ up }) => up);

const downwards = async (chain: Chain): Promise<readonly MigrationStep[]> =>
  (await filesOf(chain)).toReversed().flatMap(({ down }, index) => {
    if (down) return down;
    const from = chain.span.to - 1 - index;
    throw migrationMissing({ plugin: chain.id, from, reason: 'its file has no "down"' });
  });

const filesOf = async ({ id: plugin, tree, span, named }: Chain): Promise<readonly MigrationFile[]> => {
  const files: MigrationFile[] = [];
  for (const from of range(span)) {
    const file = named.find((one) => one.from === from && one.to === from + 1)?.file;
    if (file === undefined) throw migrationMissing({ plugin, from, reason: 'the manifest names no file' });
    if (!tree.files.has(file)) throw migrationMissing({ plugin, from, reason: `${file} is missing` });
    files.push(await readMigration(tree, { plugin, from, file }));
  }
  return files;
};

const readMigration = async (
  { folder }: Tree,
  { plugin, from, file }: { readonly plugin: string; readonly from: number; readonly file: string },
): Promise<MigrationFile> => {
  const text = await readFile(join(folder, file), 'utf8');
  const checked = checkMigration(parsed(text));
  if (checked.ok) return checked.value;
  const reason = checked.faults.map(({ loc, msg }) => `${file} ${loc} ${msg}`).join('; ');
  throw migrationMissing({ plugin, from, reason });
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return reasonOf(cause);
  }
};

const range = ({ from, to }: Span): readonly number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
