import { type Manifest, type Static, Type } from '@agnes/sdk';
import { conformanceSchema } from '../kernel/conformance.ts';
import { askedFor } from '../kernel/grants.ts';
import type { PluginState } from '../kernel/plugin-state.ts';
import { pluginOnWire, pluginWire } from '../kernel/plugin-wire.ts';
import { utc } from '../kernel/utc.ts';
import type { GenerationRecord } from './generation-repository.ts';
import { maskedSettings } from './settings-part.ts';

const open = Type.Object({}, { additionalProperties: true });

/** One plugin as administrators read it, with all that is known of it. */
export const pluginDetail = Type.Object({
  ...pluginWire.properties,
  manifest: Type.Union([open, Type.Null()]),
  config: Type.Object(
    {},
    { additionalProperties: true, description: 'Its settings; what may be secret is `***`.' },
  ),
  config_schema: Type.Union([open, Type.Null()]),
  capabilities: Type.Array(
    Type.Object({ name: Type.String(), why: Type.String(), granted: Type.Boolean() }),
    { description: 'What its manifest asks for.' },
  ),
  tables: Type.Array(Type.String(), { description: 'Tables of sources that its connectors read.' }),
  conformance: Type.Union([conformanceSchema, Type.Null()], {
    description: 'What the kit found when it was installed. Null: the host did not look.',
  }),
  errors: Type.Array(
    Type.Object({
      code: Type.String(),
      message: Type.String(),
      count: Type.Integer(),
      last_at: Type.String(),
    }),
    { maxItems: 20, description: 'Newest first, the same ones together.' },
  ),
  versions: Type.Array(
    Type.Object({
      version: Type.String(),
      tree_hash: Type.Union([Type.String(), Type.Null()]),
      generation: Type.Integer(),
      status: Type.String(),
      outcome: Type.Union([Type.String(), Type.Null()]),
    }),
    { description: 'By generation in which it changed, newest first.' },
  ),
});

/** What is known of one plugin. */
export interface KnownPlugin {
  readonly state: PluginState;
  /** As it is granted. */
  readonly manifest: Manifest | undefined;
  /** As its author wrote it. */
  readonly declared: Manifest | undefined;
  readonly settings: unknown;
  readonly tables: readonly string[];
  readonly records: readonly GenerationRecord[];
}

/** Says one plugin. */
export const detailOnWire = (known: KnownPlugin): Static<typeof pluginDetail> => {
  const { state, manifest, settings, tables, records } = known;
  const declared = known.declared ?? manifest;
  return {
    ...pluginOnWire(state),
    manifest: declared ?? null,
    config: manifest ? maskedSettings(manifest, settings) : {},
    config_schema: manifest?.config?.schema ?? null,
    capabilities: (declared ? askedFor(declared) : []).map(({ name, why }) => ({
      name,
      why,
      granted: state.lock?.grants.includes(name) ?? true,
    })),
    tables: [...tables],
    conformance: conformanceOf(state, records),
    errors: errorsOf(state, records),
    versions: versionsOf(state.id, records),
  };
};

/** What the sources of its connectors answered is noted after it was set up: the lock file has that, too. */
const conformanceOf = ({ id, lock }: PluginState, records: readonly GenerationRecord[]) => {
  const current = records
    .find(({ status }) => status === 'active')
    ?.lock.plugins.find((one) => one.id === id);
  return current?.conformance ?? lock?.conformance ?? null;
};

/** Its last failure while it runs, and what became of versions that were taken back because of it. */
const errorsOf = ({ id, lastError }: PluginState, records: readonly GenerationRecord[]) => {
  const taken = records.flatMap(({ lock, status, reason }) =>
    status !== 'active' && reason?.startsWith(`"${id}" `)
      ? [{ code: 'plugin_apply_failed', message: reason, at: Date.parse(lock.createdAt) }]
      : [],
  );
  const groups = Map.groupBy([...(lastError ? [lastError] : []), ...taken], ({ message }) => message);
  return [...groups.values()]
    .map((group) => ({
      code: group[0]?.code ?? '',
      message: group[0]?.message ?? '',
      count: group.length,
      at: Math.max(...group.map(({ at }) => at)),
    }))
    .sort((a, b) => b.at - a.at)
    .slice(0, 20)
    .map(({ at, ...error }) => ({ ...error, last_at: utc(at) }));
};

const versionsOf = (id: string, records: readonly GenerationRecord[]) => {
  const entries = records.flatMap(({ lock, status, reason = null }) => {
    const entry = lock.plugins.find((one) => one.id === id);
    return entry
      ? [{ entry, parent: lock.parent, generation: lock.generation, status, outcome: reason }]
      : [];
  });
  const treeIn = new Map(entries.map(({ entry, generation }) => [generation, entry.treeHash]));
  return entries
    .filter(({ entry, parent }) => parent === null || treeIn.get(parent) !== entry.treeHash)
    .map(({ entry, generation, status, outcome }) => ({
      version: entry.version,
      tree_hash: entry.treeHash ?? null,
      generation,
      status,
      outcome,
    }));
};
