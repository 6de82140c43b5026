import { type Manifest, type Static, Type } from '@agnes/sdk';
import { isOutside, type LockEntry } from '../../kernel/generation-lock.ts';
import { verifiedTree } from '../../kernel/locked-plugins.ts';
import { readManifest } from '../../kernel/manifest-file.ts';
import type { PluginState } from '../../kernel/plugin-state.ts';
import type { Plugins } from '../../kernel/plugins.ts';
import { reasonOf } from '../../kernel/reason.ts';
import { utc } from '../../kernel/utc.ts';
import { pluginNotFound } from '../errors.ts';
import type { GenerationRecord } from '../generation-repository.ts';
import { storedOf } from '../installations.ts';
import type { Packages } from '../packages.ts';
import type { PluginManager } from '../plugin-manager.ts';
import type { BisectFile } from './bisect-file.ts';
import { newerFacts } from './newer-facts.ts';
import { type NameOf, originFacts } from './origin-facts.ts';
import { stateFacts } from './state-facts.ts';
import { type Fact, lineOf, madeBy, sourceOf } from './story.ts';

const maybe = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** Why a plugin is in its state, in plain words. */
export const whyWire = Type.Object({
  id: Type.String(),
  state: Type.String({ description: 'As elsewhere; `removed` when a generation took it away.' }),
  reason: maybe('Why it does not run.'),
  since: maybe('When it came into this state.'),
  owner: Type.String({ description: 'Who decided last about it; `the host` for what ships with it.' }),
  next_action: maybe('What to do about it.'),
  because: Type.Array(Type.Object({ fact: Type.String(), source: Type.String() })),
});

/** Why a plugin is in its state. */
type Why = Static<typeof whyWire>;

/** What explaining needs. */
export interface WhyDeps {
  readonly plugins: Pick<Plugins, 'list' | 'manifests' | 'taps'>;
  readonly manager: Pick<PluginManager, 'current' | 'records'>;
  readonly packages: Pick<Packages, 'stored'>;
  /** Folder of the trees that were installed. */
  readonly store: () => Promise<string>;
  readonly file: Pick<BisectFile, 'read'>;
  readonly nameOf: NameOf;
  readonly isSafe: () => Promise<boolean>;
  readonly hostVersion: string;
}

/** Explains one plugin; throws when this host has never known it. */
export const why = async (id: string, deps: WhyDeps): Promise<Why> => {
  const { plugins, manager, nameOf, hostVersion, packages } = deps;
  const state = plugins.list().find((plugin) => plugin.id === id);
  const { generation, plugins: entries } = await manager.current();
  const records = await manager.records();
  const entry = entries.find((one) => one.id === id);
  if (!state && !entry) return removed(id, { records, nameOf });
  const line = lineOf(generation, records);
  const { declared, storeFault } = await inStore(entry, deps);
  const stored = (one: LockEntry) => storedOf(one, { packages });
  const known = { id, state, entry, line, hostVersion, nameOf, declared, hooks: plugins.taps(), storeFault };
  const newer = entry ? await newerFacts({ entry, records, hostVersion, stored }) : [];
  const because = [
    ...(await bisectFacts(id, deps)),
    ...(await originFacts(known)),
    ...stateFacts(known),
    ...newer,
  ];
  const owner = await ownerOf(id, line, nameOf);
  return { id, ...standing(state, await deps.isSafe()), owner, because: because.map((one) => ({ ...one })) };
};

/** A plugin that is locked and was not looked at is one that safe mode has left out. */
const standing = (state: PluginState | undefined, isSafe: boolean) =>
  state
    ? {
        state: state.state,
        reason: state.reason ?? null,
        since: utc(state.since),
        next_action: state.nextAction ?? null,
      }
    : {
        state: 'discovered',
        reason: isSafe ? 'The host runs in safe mode: only what ships with it is loaded.' : notLooked,
        since: null,
        next_action: isSafe ? 'Start the host without --safe-mode.' : 'Restart the host.',
      };

const notLooked = 'The generation that names it is not the one this host has loaded.';

const ownerOf = async (id: string, line: ReturnType<typeof lineOf>, nameOf: NameOf): Promise<string> => {
  const textIn = (at: number) => JSON.stringify(line[at]?.plugins.filter((entry) => entry.id === id) ?? []);
  const changed = line.findIndex((_, at) => textIn(at) !== textIn(at + 1));
  const lock = line[changed];
  return lock?.plugins.some((entry) => entry.id === id) ? nameOf(lock.createdBy) : 'the host';
};

/** What its author wrote, before anything was withheld; or what is wrong with the files that say it. */
const inStore = async (
  entry: LockEntry | undefined,
  { store, plugins }: Pick<WhyDeps, 'store' | 'plugins'>,
): Promise<{ readonly declared?: Manifest | undefined; readonly storeFault?: string | undefined }> => {
  if (!entry || isOutside(entry)) return { declared: plugins.manifests().find(({ id }) => id === entry?.id) };
  try {
    return { declared: await readManifest(await verifiedTree(await store(), entry)) };
  } catch (cause) {
    return { storeFault: reasonOf(cause) };
  }
};

const bisectFacts = async (id: string, { file }: Pick<WhyDeps, 'file'>): Promise<readonly Fact[]> => {
  const search = await file.read();
  if (!search || search.isRestored || !search.all.includes(id)) return [];
  const on = search.on.includes(id) ? 'on' : 'off';
  return [{ fact: `The search for the plugin that breaks has it ${on} for the moment.`, source: 'bisect' }];
};

/** What is known of a plugin that is no more. */
const removed = async (
  id: string,
  { records, nameOf }: { readonly records: readonly GenerationRecord[]; readonly nameOf: NameOf },
): Promise<Why> => {
  const has = ({ lock }: GenerationRecord): boolean => lock.plugins.some((entry) => entry.id === id);
  const last = records.find(has);
  if (!last) throw pluginNotFound({ plugin: id });
  const gone = records.find((record) => record.lock.parent === last.lock.generation && !has(record));
  const { lock, reason } = gone ?? last;
  const who = await nameOf(lock.createdBy);
  const fact = gone
    ? `It went with ${sourceOf(lock)}, made by ${madeBy(lock, who)}.`
    : `It was in ${sourceOf(lock)}, which does not run: ${reason ?? 'another generation came'}.`;
  return {
    id,
    state: 'removed',
    reason: 'The current generation does not name it.',
    since: gone ? utc(Date.parse(lock.createdAt)) : null,
    owner: who,
    next_action: `Install it again: agnes admin plugin install ${id}`,
    because: [{ fact, source: sourceOf(lock) }],
  };
};
