import type { CatalogTable } from '@agnes/sdk';
import type { Settings } from './settings.ts';

type Named = Pick<CatalogTable, 'id' | 'sourceType' | 'source' | 'bucket' | 'sourceTable' | 'catalogFqn'>;

/** What a table is called in OpenMetadata; nothing where nobody has said how. */
export const fqnOf = (
  table: Named,
  settings: Pick<Settings, 'service_map' | 'project_map' | 'fqn_template'>,
): string | undefined => {
  if (table.catalogFqn) return table.catalogFqn;
  const { sourceType = '' } = table;
  const service = ownOf(settings.service_map, sourceType);
  if (service !== undefined) return filled(settings.fqn_template, { ...table, service }, settings);
  return sourceType === 'bigquery' ? `bigquery.${table.id}` : undefined;
};

const filled = (
  template: string,
  { service, source = '', sourceType = '', bucket, sourceTable }: Named & { readonly service: string },
  { project_map }: Pick<Settings, 'project_map'>,
): string | undefined => {
  const values: Readonly<Record<string, string | undefined>> = {
    service,
    project: ownOf(project_map, source) ?? ownOf(project_map, sourceType),
    bucket,
    source_table: sourceTable,
  };
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  // A name with a hole in it would be that of another table.
  if (names.some((name) => values[name] === undefined)) return undefined;
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => quoted(values[name] ?? ''));
};

/** A part with a dot in it is quoted, as OpenMetadata does. */
const quoted = (part: string): string => (/[."]/.test(part) ? `"${part.replaceAll('"', '\\"')}"` : part);

const ownOf = (map: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined;
