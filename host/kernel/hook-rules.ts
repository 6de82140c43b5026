import { isDeepStrictEqual } from 'node:util';
import {
  type CatalogEntry,
  type ExtractPlan,
  type HookName,
  type Hooks,
  type PlannedQuery,
  type TSchema,
  Type,
} from '@agnes/sdk';
import { laterChecker } from '../http/later-checker.ts';
import { hookResultInvalid } from './errors.ts';
import { catalogEntrySchema } from './hook-schemas.ts';

type Answer<H extends { readonly tap: (input: never) => unknown }> = Awaited<ReturnType<H['tap']>>;

/** How one hook holds its taps to their word. */
export interface HookRule<Input, Answer> {
  /** Milliseconds a tap has to answer. */
  readonly timeoutMs: number;
  /** The answer as the host goes on with it; throws when the hook does not take it. */
  readonly check: (answer: unknown, input: Input) => Answer;
}

/** The rule of every hook. */
export type HookRules = { readonly [Name in HookName]: HookRule<Hooks[Name]['input'], Answer<Hooks[Name]>> };

const closed = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1, maxLength: 2000 });

const plan = Type.Object(
  {
    source: Type.Object({ slug: Type.String(), type: Type.String() }, closed),
    tables: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: Type.String(),
          maxRows: Type.Optional(Type.Integer({ minimum: 0 })),
          measure: Type.Optional(
            Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 200, uniqueItems: true }),
          ),
        },
        closed,
      ),
    ),
  },
  closed,
);

const finding = Type.Object(
  {
    severity: Type.Union([Type.Literal('info'), Type.Literal('warn'), Type.Literal('block')]),
    code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }),
    message: text,
  },
  closed,
);

const block = Type.Object(
  {
    id: text,
    name: text,
    items: Type.Array(
      Type.Object(
        {
          resource_id: text,
          name: text,
          description: Type.Optional(Type.String()),
          source_type: Type.Optional(Type.String()),
          query_mode: Type.Optional(Type.String()),
          version: Type.Optional(Type.String()),
          category: Type.Optional(Type.String()),
        },
        closed,
      ),
    ),
  },
  closed,
);

const claim = Type.Object(
  {
    issuer: text,
    subject: text,
    email: text,
    emailVerified: Type.Boolean(),
    name: Type.Optional(text),
    hd: Type.Optional(text),
  },
  closed,
);

const answerOf = <S extends TSchema>(schema: S) => {
  const check = laterChecker(schema);
  return (answer: unknown) => {
    const checked = check(answer);
    if (checked.ok) return checked.value;
    const reason = checked.faults.map(({ loc, msg }) => `${loc} ${msg}`).join('; ');
    throw hookResultInvalid({ reason });
  };
};

/** Nothing passes; `null` does not, because nobody can say whether it means "nothing" or "empty". */
const maybe =
  <Checked>(check: (answer: unknown) => Checked) =>
  (answer: unknown): Checked | undefined =>
    answer === undefined ? undefined : check(answer);

const entryOf = maybe(answerOf(catalogEntrySchema));

const sameTable = (answer: unknown, before: CatalogEntry): CatalogEntry | undefined => {
  const after = entryOf(answer);
  if (!after) return undefined;
  if (after.table.id !== before.table.id) throw hookResultInvalid({ reason: 'it is about another table' });
  return { ...after, table: before.table, upstream: before.upstream };
};

const planOf = maybe(answerOf(plan));

const narrowed = (answer: unknown, before: ExtractPlan): ExtractPlan | undefined => {
  const after = planOf(answer);
  if (!after) return undefined;
  const { slug, type } = before.source;
  if (after.source.slug !== slug || after.source.type !== type) throw widened('another source');
  const ids = new Set(after.tables.map(({ id }) => id));
  if (ids.size !== after.tables.length) throw widened('a table named twice');
  for (const table of after.tables) checkNarrowed(table, before);
  return after;
};

const checkNarrowed = (table: ExtractPlan['tables'][number], { tables }: ExtractPlan): void => {
  const planned = tables.find(({ id }) => id === table.id);
  if (planned?.name !== table.name) throw widened(`table "${table.name}", which was not planned`);
  const { maxRows = Number.POSITIVE_INFINITY } = planned;
  if ((table.maxRows ?? Number.POSITIVE_INFINITY) > maxRows) {
    throw widened(`a higher maxRows for "${table.name}" than ${maxRows}`);
  }
  const measured = new Set(table.measure);
  // What one plugin asked for, the next one may not take away.
  if (planned.measure?.some((column) => !measured.has(column))) {
    throw widened(`fewer columns to measure of "${table.name}" than were asked for`);
  }
};

const widened = (what: string) =>
  hookResultInvalid({
    reason: `it holds ${what}; a plan may only lose tables, lower maxRows and measure columns`,
  });

const bounds = maybe(
  answerOf(Type.Object({ limit: Type.Integer({ minimum: 1 }), timeoutMs: Type.Integer({ minimum: 1 }) })),
);

const bounded = (answer: unknown, before: PlannedQuery): PlannedQuery | undefined => {
  const after = bounds(answer);
  if (!after) return undefined;
  const { limit, timeoutMs } = before;
  const isSame = isDeepStrictEqual({ ...after, limit, timeoutMs }, { ...before });
  if (isSame && after.limit <= limit && after.timeoutMs <= timeoutMs)
    return { ...before, limit: after.limit, timeoutMs: after.timeoutMs };
  throw hookResultInvalid({ reason: 'a query may only be given a lower limit and timeoutMs' });
};

/** The deadlines and checks the host calls plugins with. */
export const hookRules: HookRules = {
  beforeExtract: { timeoutMs: 5000, check: narrowed },
  afterExtract: { timeoutMs: 30_000, check: answerOf(Type.Array(finding)) },
  afterRebuild: { timeoutMs: 30_000, check: () => undefined },
  beforeQuery: { timeoutMs: 1000, check: bounded },
  afterQuery: { timeoutMs: 5000, check: () => undefined },
  listResourceBlocks: { timeoutMs: 2000, check: answerOf(Type.Array(block)) },
  catalogEnrich: { timeoutMs: 1000, check: sameTable },
  resolveUser: { timeoutMs: 2000, check: maybe(answerOf(claim)) },
};
