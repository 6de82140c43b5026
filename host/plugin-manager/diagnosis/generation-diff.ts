import { type Static, Type } from '@agnes/sdk';
import { canonicalJson, type GenerationLock, type LockEntry } from '../../kernel/generation-lock.ts';
import { noSuchGeneration } from '../errors.ts';
import type { GenerationRecord } from '../generation-repository.ts';
import { type FileDiff, fileDiff } from './file-diff.ts';

const version = Type.Union([Type.String(), Type.Null()]);
const names = Type.Array(Type.String());
const both = Type.Object({ added: names, removed: names });

/** What is different between two generations of plugins. */
export const generationDiffWire = Type.Object({
  from: Type.Integer(),
  to: Type.Integer(),
  plugins: Type.Array(
    Type.Object({
      id: Type.String(),
      from: Type.Union([Type.String(), Type.Null()], { description: 'Null: it was not installed.' }),
      to: version,
      enabled: Type.Object({ from: Type.Boolean(), to: Type.Boolean() }),
      pinned: Type.Object({ from: Type.Boolean(), to: Type.Boolean() }),
      capabilities: both,
      config: Type.Object(
        {
          changed: Type.Boolean(),
          secrets: both,
        },
        { description: 'Whether its settings are others; which secrets they name, never a value.' },
      ),
      files: Type.Optional(
        Type.Object(
          { added: names, removed: names, changed: names },
          { description: 'Absent: the store no longer holds both versions.' },
        ),
      ),
    }),
  ),
});

/** What is different between two generations of plugins. */
type GenerationDiff = Static<typeof generationDiffWire>;

/** Which two generations are compared. */
export interface Comparing {
  readonly records: readonly GenerationRecord[];
  /** Folder of the trees that were installed. */
  readonly store: string;
  /** Absent: the parent of `to`. */
  readonly from: number | undefined;
  /** Absent: the current one. */
  readonly to: number | undefined;
  readonly current: number;
}

/** Says what is different between two generations; throws when one of them is none. */
export const generationDiff = async ({ store, ...comparing }: Comparing): Promise<GenerationDiff> => {
  const after = lockOf(comparing, comparing.to ?? comparing.current);
  const before = lockOf(comparing, comparing.from ?? after.parent ?? 0);
  const keys = [...new Set([...before.plugins, ...after.plugins].map(keyOf))].sort();
  const plugins: GenerationDiff['plugins'] = [];
  for (const key of keys) {
    const from = before.plugins.find((entry) => keyOf(entry) === key);
    const to = after.plugins.find((entry) => keyOf(entry) === key);
    if (canonicalJson(from ?? null) === canonicalJson(to ?? null)) continue;
    const files = from && to && (await fileDiff(store, from, to));
    plugins.push({ ...entryDiff(from, to), ...(files && { files: listed(files) }) });
  }
  return { from: before.generation, to: after.generation, plugins };
};

/** Generation 0 is what there was before anything was installed. */
const lockOf = (
  { records }: Pick<Comparing, 'records'>,
  generation: number,
): Pick<GenerationLock, 'generation' | 'parent' | 'plugins'> => {
  if (generation === 0) return { generation, parent: null, plugins: [] };
  const found = records.find(({ lock }) => lock.generation === generation);
  if (!found) throw noSuchGeneration({ generation: String(generation) });
  return found.lock;
};

/** Two versions of one plugin are there for different sources. */
const keyOf = ({ id, sources = [] }: LockEntry): string => [id, ...sources].join(' ');

const entryDiff = (from: LockEntry | undefined, to: LockEntry | undefined) => ({
  id: (to ?? from)?.id ?? '',
  from: from?.version ?? null,
  to: to?.version ?? null,
  enabled: { from: from?.enabled ?? false, to: to?.enabled ?? false },
  pinned: { from: from?.pinned ?? false, to: to?.pinned ?? false },
  capabilities: bothOf(from?.grants, to?.grants),
  config: {
    changed: from?.config.hash !== to?.config.hash,
    secrets: bothOf(from?.config.secretRefs, to?.config.secretRefs),
  },
});

const bothOf = (from: readonly string[] = [], to: readonly string[] = []) => ({
  added: to.filter((name) => !from.includes(name)),
  removed: from.filter((name) => !to.includes(name)),
});

const listed = ({ added, removed, changed }: FileDiff) => ({
  added: [...added],
  removed: [...removed],
  changed: [...changed],
});
