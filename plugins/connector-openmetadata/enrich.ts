import type { CatalogTable } from '@agnes/sdk';
import { type CatalogEnrichment, defineJob, type JobContext } from '@agnes/sdk/job';
import { Client } from './client.ts';
import { enrichmentOf, notCatalogued } from './enrichment.ts';
import { fqnOf } from './fqn.ts';
import { KeptAnswers } from './kept-answers.ts';
import { type Settings, whyDisabled } from './settings.ts';

interface Looked {
  readonly enrichments: CatalogEnrichment[];
  /** Names of tables that could not be looked up, and why. */
  readonly failed: { readonly table: string; readonly why: string }[];
  asked: number;
}

/** Looks the tables of the catalog up in OpenMetadata, one after another. What cannot be looked up keeps what it has. */
export default defineJob<Settings>({
  async run(context) {
    const { config, catalog, params, http, kept } = context;
    const disabled = whyDisabled(config);
    if (disabled !== undefined || !config.url) return { skipped: disabled ?? '' };
    const named = namedIn(catalog, config, params['tables']);
    const answers = await KeptAnswers.open(kept);
    const looked: Looked = { enrichments: [], failed: [], asked: 0 };
    for (const [done, one] of named.entries()) {
      context.signal.throwIfAborted();
      await lookUp(one, looked, { context, answers, client: new Client(http, config.url) });
      context.progress(done + 1, named.length);
    }
    await answers.save(new Set(named.map(({ fqn }) => fqn)));
    return doneOf(looked, { tables: catalog.length, named: named.length });
  },
});

interface Named {
  readonly table: CatalogTable;
  readonly fqn: string;
}

const namedIn = (catalog: readonly CatalogTable[], config: Settings, only: unknown): readonly Named[] => {
  const ids = Array.isArray(only) ? new Set(only) : undefined;
  return catalog
    .filter(({ id }) => ids === undefined || ids.has(id))
    .flatMap((table) => {
      const fqn = fqnOf(table, config);
      return fqn === undefined ? [] : [{ table, fqn }];
    });
};

interface LookUp {
  readonly context: JobContext<Settings>;
  readonly answers: KeptAnswers;
  readonly client: Client;
}

const lookUp = async (
  { table, fqn }: Named,
  looked: Looked,
  { context, answers, client }: LookUp,
): Promise<void> => {
  const { config, params, now, log } = context;
  const ttl = params['refresh'] === true ? 0 : config.cache_ttl_seconds * 1000;
  const young = answers.youngerThan(ttl, { fqn, tableId: table.id, now: now() });
  if (young) return void looked.enrichments.push(young);
  try {
    looked.asked += 1;
    const found = await client.table(fqn);
    const value = found ? enrichmentOf(table.id, found, client.pageOf(fqn)) : notCatalogued(table.id);
    answers.put({ fqn, now: now() }, value);
    looked.enrichments.push(value);
  } catch (error) {
    context.signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    log(`"${table.name}" could not be looked up: ${why}`);
    looked.failed.push({ table: table.name, why });
  }
};

const doneOf = (
  { enrichments, failed, asked }: Looked,
  { tables, named }: { readonly tables: number; readonly named: number },
) => {
  const unknown = enrichments.filter(({ found }) => !found).length;
  const [first] = failed;
  return {
    enrichments,
    result: {
      tables,
      without_fqn: tables - named,
      asked,
      enriched: enrichments.length - unknown,
      not_catalogued: unknown,
      failed,
    },
    ...(first && {
      partial: `${failed.length} of ${named} tables could not be looked up, the first: ${first.why}`,
    }),
  };
};
