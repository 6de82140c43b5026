import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, isPlatformError, UpstreamError } from '@agnes/sdk/errors';
import { defineJob, type JobContext, type JobDone } from '@agnes/sdk/job';
import { Client, type Entity, type Listing } from './client.ts';
import { filePathsOf } from './file-name.ts';
import { textIn } from './json.ts';
import { hasTag, type Metric, metricOf } from './metric.ts';
import { type Settings, whyDisabled } from './settings.ts';
import { type TableFiles, tableFiles } from './table-files.ts';
import { type Files, fileText, pruneFiles, writeFiles } from './yaml-files.ts';

/** Writes the metrics and tables of OpenMetadata as YAML, and takes away what it wrote once and is gone there. */
export default defineJob<Settings>({
  async run(context) {
    const { config, http, folders } = context;
    const disabled = whyDisabled(config);
    if (disabled !== undefined || !config.url) return { skipped: disabled ?? '' };
    const { docs } = folders;
    if (docs === undefined) throw ConfigError({ reason: 'There is no folder to write into.' });
    const client = new Client(http, config.url);
    const listing = await metricsOf(client, config);
    const metrics = await described(client, listing.entities);
    if (metrics.length === 0 && !listing.isComplete) throw unlisted(listing);
    const tables = await tableFiles(context, client);
    return written(context, { docs, listing, metrics, tables });
  },
});

/** A token that is refused and a server that is busy ask for something else than a later try: they stay what they are. */
const unlisted = ({ why = '', cause }: Listing): unknown => {
  const isOfOwnKind = isPlatformError(cause) && cause.code !== 'upstream_error';
  return isOfOwnKind ? cause : UpstreamError({ reason: `The metrics cannot be listed: ${why}` }, { cause });
};

/** Those of the data product, else all that have the tag. */
const metricsOf = async (client: Client, { data_product, filter_tag }: Settings): Promise<Listing> => {
  if (data_product) return client.ofProduct(data_product, 'metric_search_index');
  const all = await client.metrics();
  return filter_tag ? { ...all, entities: all.entities.filter((entity) => hasTag(entity, filter_tag)) } : all;
};

/** A metric, and what tells it from all others. */
interface Known {
  readonly key: string;
  readonly metric: Metric;
}

/** A search knows less of a metric than the metric itself. */
const described = async (client: Client, entities: readonly Entity[]): Promise<readonly Known[]> => {
  const metrics: Known[] = [];
  for (const entity of entities) {
    const fqn = textIn(entity, 'fullyQualifiedName');
    const isWhole = 'metricExpression' in entity || fqn === undefined;
    const metric = metricOf(isWhole ? entity : ((await client.metric(fqn)) ?? entity));
    if (metric) metrics.push({ key: fqn ?? metric.name, metric });
  }
  return metrics;
};

interface Export {
  readonly docs: string;
  readonly listing: Listing;
  readonly metrics: readonly Known[];
  readonly tables: TableFiles;
}

const written = async (
  { now, params }: JobContext<Settings>,
  { docs, listing, metrics, tables }: Export,
): Promise<JobDone> => {
  const files = metricFiles(metrics);
  // None at all is more likely a right that was lost than the end of all of them.
  const changed =
    (metrics.length > 0 ? await writeFiles(docs, files) : 0) + (await writeFiles(docs, tables.files));
  const pruned =
    (listing.isComplete && metrics.length > 0 ? await pruneFiles(docs, 'metrics', files) : 0) +
    (tables.isComplete && tables.files.size > 0 ? await pruneFiles(docs, 'tables', tables.files) : 0);
  const counts = { metrics_count: metrics.length, tables_count: tables.files.size };
  const state = { last_export: new Date(now()).toISOString(), ...counts };
  if (metrics.length > 0)
    await writeFile(join(docs, '.catalog_sync_state.json'), `${JSON.stringify(state)}\n`);
  const why = listing.why ?? tables.why;
  const shown = params['with_files'] === true ? shownFiles([...files, ...tables.files]) : {};
  return { result: { ...counts, changed, pruned, ...shown }, ...(why !== undefined && { partial: why }) };
};

/** Characters of the files that go into a result, which may have 256 Ki in all. */
const mostShown = 200_000;

/** The files for whoever wants a copy, unless they are too much for a result. */
const shownFiles = (files: readonly (readonly [string, unknown])[]): object => {
  const shown = files.map(([path, value]) => ({ path, text: fileText(value) }));
  return JSON.stringify(shown).length > mostShown ? { files_left_out: shown.length } : { files: shown };
};

const metricFiles = (metrics: readonly Known[]): Files => {
  const files = new Map<string, unknown>();
  const index: object[] = [];
  const paths = filePathsOf(
    metrics.map(({ key, metric: { name, category } }) => ({ folder: category, name, key })),
  );
  for (const { key, metric } of metrics) {
    const { name, display_name, category, grain } = metric;
    const file = paths.get(key) ?? '';
    files.set(`metrics/${file}`, [metric]);
    index.push({ name, display_name, category, ...(grain !== undefined && { grain }), file });
  }
  if (index.length > 0) files.set('metrics/metrics.yml', index);
  return files;
};
