import type { CatalogTable } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import { type CatalogEnrichment, defineJob, type JobContext, type JobDone } from '@agnes/sdk/job';
import { Client } from './client.ts';
import { enrichmentOf, notCatalogued } from './enrichment.ts';
import { fewAtOnce } from './few-at-once.ts';
import { fqnOf } from './fqn.ts';
import { KeptAnswers } from './kept-answers.ts';
import { type Settings, whyDisabled } from './settings.ts';

/** Milliseconds; the manifest gives the job 900 s, and one request may take 30 of them. */
const patienceMs = 780_000;
/** Failures that are told; the others are counted. */
const mostTold = 100;

interface Looked {
  readonly enrichments: CatalogEnrichment[];
  /** Names of tables that could not be looked up, and why. */
  readonly failed: { readonly table: string; readonly why: string }[];
  asked: number;
  /** True: nobody is answered with this token, or at this address. */
  isHopeless: boolean;
}

/** Looks the tables of the catalog up in OpenMetadata, a few at a time. What cannot be looked up keeps what it has. */
export default defineJob<Settings>({
  async run(context) {
    const { config, catalog, params, http, kept, now, signal } = context;
    const disabled = whyDisabled(config);
    if (disabled !== undefined || !config.url) return { skipped: disabled ?? '' };
    const named = namedIn(catalog, config, params['tables']);
    const answers = await KeptAnswers.open(kept);
    const looked: Looked = { enrichments: [], failed: [], asked: 0, isHopeless: false };
    const until = now() + patienceMs;
    const work = { context, answers, client: new Client(http, config.url) };
    try {
      await fewAtOnce(
        unanswered(named, looked, work),
        async (one) => {
          signal.throwIfAborted();
          await lookUp(one, looked, work);
          context.progress(doneIn(looked), named.length);
        },
        () => looked.isHopeless || now() >= until,
      );
    } finally {
      // Of a run that is cut short as well: the next one goes on from there.
      await answers.save(new Set(namedIn(catalog, config, undefined).map(({ fqn }) => fqn)));
    }
    return doneOf(looked, { tables: catalog.length, named: named.length });
  },
});

const doneIn = ({ enrichments, failed }: Looked): number => enrichments.length + failed.length;

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

/** What has no young answer, the oldest first; what has one needs no more. */
const unanswered = (
  named: readonly Named[],
  { enrichments }: Looked,
  { context, answers }: LookUp,
): readonly Named[] => {
  const { config, params, now } = context;
  const ttl = params['refresh'] === true ? 0 : config.cache_ttl_seconds * 1000;
  return named
    .filter(({ table, fqn }) => {
      const young = answers.youngerThan(ttl, { fqn, tableId: table.id, now: now() });
      if (young) enrichments.push(young);
      return !young;
    })
    .sort((one, other) => answers.askedAt(one.fqn) - answers.askedAt(other.fqn));
};

const lookUp = async (
  { table, fqn }: Named,
  looked: Looked,
  { context, answers, client }: LookUp,
): Promise<void> => {
  try {
    looked.asked += 1;
    const found = await client.table(fqn);
    const value = found ? enrichmentOf(table.id, found, client.pageOf(fqn)) : notCatalogued(table.id);
    answers.put({ fqn, now: context.now() }, value);
    looked.enrichments.push(value);
  } catch (error) {
    context.signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    context.log(`"${table.name}" could not be looked up: ${why}`);
    looked.failed.push({ table: table.name, why: why.slice(0, 500) });
    if (isPlatformError(error) && hopeless.has(error.code)) looked.isHopeless = true;
  }
};

const hopeless: ReadonlySet<string> = new Set(['auth_expired', 'config_error']);

const doneOf = (
  looked: Looked,
  { tables, named }: { readonly tables: number; readonly named: number },
): JobDone => {
  const { enrichments, failed, asked } = looked;
  const unknown = enrichments.filter(({ found }) => !found).length;
  const left = named - doneIn(looked);
  const partial = whyPartial(failed, { named, left });
  return {
    enrichments,
    result: {
      tables,
      without_fqn: tables - named,
      asked,
      enriched: enrichments.length - unknown,
      not_catalogued: unknown,
      failed: failed.slice(0, mostTold),
      failed_count: failed.length,
      left,
    },
    ...(partial !== '' && { partial }),
  };
};

const whyPartial = (
  { length, 0: first }: Looked['failed'],
  { named, left }: { readonly named: number; readonly left: number },
): string =>
  [
    ...(first ? [`${length} of ${named} tables could not be looked up, the first: ${first.why}`] : []),
    ...(left > 0 ? [`${left} of ${named} tables were not reached; the next run begins with them.`] : []),
  ].join(' ');
