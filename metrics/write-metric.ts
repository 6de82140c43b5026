import { stringify } from 'yaml';
import type { Metric } from './metric.ts';

/** A metric as the YAML of a file, which reads back as the same metric; what says nothing is left out. */
export const metricYaml = (metric: Metric): string => {
  const { id: _id, sql_variants: variants, ...fields } = metric;
  const said = Object.entries(fields).filter(([, value]) => !isNothing(value));
  const ownNames = Object.entries(variants).filter(([name]) => name.startsWith('by_'));
  const others = Object.entries(variants).filter(([name]) => !name.startsWith('by_'));
  const written = {
    ...Object.fromEntries(said),
    ...Object.fromEntries(ownNames.map(([name, sql]) => [`sql_${name}`, sql])),
    ...(others.length > 0 && { sql_variants: Object.fromEntries(others) }),
  };
  return yamlOf([written]);
};

/** A value as YAML that is taken back in. */
export const yamlOf = (value: unknown): string =>
  stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

const isNothing = (value: unknown): boolean =>
  value === null ||
  value === '' ||
  (Array.isArray(value) ? value.length === 0 : typeof value === 'object' && Object.keys(value).length === 0);

/** Where each metric goes below a folder: `finance/revenue.yml`. Names that look alike as files get a number. */
export const metricFiles = (
  metrics: readonly Pick<Metric, 'id' | 'name' | 'category'>[],
): ReadonlyMap<string, string> => {
  const taken = new Set<string>();
  return new Map(
    metrics.map(({ id, name, category }) => {
      const wanted = `${fileName(category)}/${fileName(name)}`;
      const path = firstFree(wanted, taken);
      taken.add(path);
      return [id, `${path}.yml`];
    }),
  );
};

const fileName = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '') || 'metric';

const firstFree = (wanted: string, taken: ReadonlySet<string>): string => {
  let path = wanted;
  for (let number = 2; taken.has(path); number += 1) path = `${wanted}_${number}`;
  return path;
};
