import type { Config } from '../../config/schema.ts';
import { localType } from '../registry/local-source.ts';
import type { KnownConnector } from '../registry/source.ts';

/** A source that the configuration says must be there. */
export type WantedSource = Config['sources'][number] & { readonly isDefault?: boolean };

/** Where settings come from that the configuration leaves out. */
interface Around {
  readonly connectors: readonly KnownConnector[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The sources of the configuration: those of `sources`, and one for every kind that `data_source` names. */
export const wantedSources = (config: Config, around: Around): readonly WantedSource[] => {
  const named = config.sources.map((source) => ({ ...source, config: filled(source, around) }));
  const { type, ...blocks } = config.data_source;
  const kinds = new Set([...(type === undefined ? [] : [type]), ...Object.keys(blocks)]);
  const slugs = new Set(named.map(({ slug }) => slug.toLowerCase()));
  const defaults = [...kinds]
    .filter((kind) => kind !== localType && !slugs.has(kind.toLowerCase()))
    // The schema lets objects through, and nothing else.
    .map((kind) => ({ kind, block: ((blocks as Record<string, unknown>)[kind] ?? {}) as Settings }))
    .filter(({ kind, block }) => kind === type || Object.keys(block).length > 0);
  return [
    ...named,
    ...defaults.map(({ kind, block }) => ({
      slug: kind,
      type: kind,
      config: filled({ type: kind, config: block }, around),
      secrets: {},
      tables: [],
      isDefault: true,
    })),
  ];
};

type Settings = Readonly<Record<string, unknown>>;

/** Settings with what the environment says of those that are left out. */
const filled = (
  { type, config }: { readonly type: string; readonly config: Settings },
  { connectors, env }: Around,
): Settings => {
  const connector = connectors.find((one) => one.type === type);
  const found = Object.entries(connector?.contribution.config.env ?? {}).flatMap(([setting, names]) => {
    const value = names.map((name) => env[name]).find((text) => text !== undefined && text !== '');
    return value === undefined ? [] : [[setting, value] as const];
  });
  return { ...Object.fromEntries(found), ...config };
};
