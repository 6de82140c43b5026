import type { CatalogEntry, Sourced } from '@agnes/sdk';
import type { CatalogEnrichment } from '@agnes/sdk/job';

/** Word for what comes from here. */
const here = 'openmetadata';

/** An entry with what OpenMetadata says: one description and one tier by precedence, tags and owners of everybody. */
export const merged = (
  entry: CatalogEntry,
  said: CatalogEnrichment,
  precedence: readonly string[],
): CatalogEntry => {
  const pick = (shown: Sourced | undefined, ours: string | undefined) => first(shown, ours, precedence);
  const description = pick(entry.description, said.description);
  const tier = pick(entry.tier, said.tier);
  const { description: _, tier: __, ...rest } = entry;
  return {
    ...rest,
    ...(description && { description }),
    ...(tier && { tier }),
    ...(said.url !== undefined && { url: said.url }),
    columns: { ...entry.columns, ...columnsOf(entry, said, pick) },
    tags: union(entry.tags, said.tags),
    owners: union(entry.owners, said.owners),
  };
};

/** Who comes first among those that say something; whoever is not in the list comes last. */
const first = (
  shown: Sourced | undefined,
  ours: string | undefined,
  precedence: readonly string[],
): Sourced | undefined => {
  if (ours === undefined) return shown;
  if (!shown) return { value: ours, from: here };
  return rank(shown.from, precedence) <= rank(here, precedence) ? shown : { value: ours, from: here };
};

const rank = (from: string, precedence: readonly string[]): number => {
  const place = precedence.indexOf(from);
  return place === -1 ? precedence.length : place;
};

const columnsOf = (
  { columns }: CatalogEntry,
  said: CatalogEnrichment,
  pick: (shown: Sourced | undefined, ours: string | undefined) => Sourced | undefined,
): Readonly<Record<string, Sourced>> =>
  Object.fromEntries(
    Object.entries(said.columns ?? {}).flatMap(([name, { description }]) => {
      const found = pick(Object.hasOwn(columns, name) ? columns[name] : undefined, description);
      return found ? [[name, found]] : [];
    }),
  );

const union = (shown: readonly Sourced[], ours: readonly string[] = []): readonly Sourced[] => {
  const all = [...shown, ...ours.map((value) => ({ value, from: here }))];
  const seen = new Set<string>();
  return all.filter(({ value }) => !seen.has(value.toLowerCase()) && seen.add(value.toLowerCase()));
};
