import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { type Status, statuses, type Verb, verbs } from '../../memory/item.ts';
import { checkDomain } from '../../memory/item-wire.ts';
import { entryOf } from '../entry-of.ts';
import { amountOf } from '../figures.ts';
import { done, page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { type ReviewServices, reviewPage } from './review-page.ts';

const path = '/corporate-memory/admin';
const params = Type.Object({ id: Type.String({ maxLength: 64 }) });
const closed = { additionalProperties: false } as const;
const text = (maxLength: number) => Type.String({ default: '', maxLength });
const many = Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 }));
const everything = { status: '', q: '', page: 1 } as const;

const outcomes: Readonly<Record<string, string>> = {
  decided: 'It is decided, and in the audit log.',
  edited: 'The item is changed, which counts as a review.',
};

const verbsOf: ReadonlyMap<string, string> = new Map([
  ['several', 'decided about'],
  ['changed', 'changed'],
]);

/** What is said after a form; of several items with how many there were. */
const outcomeOf = ({ done: word = '', count = 0, left = 0 }: Told): string | undefined => {
  const verb = verbsOf.get(word);
  if (verb === undefined) return entryOf(outcomes, word);
  const were = `${amountOf(count, 'item')} ${count === 1 ? 'is' : 'are'} ${verb}, and in the audit log.`;
  const stay = left === 1 ? 'One stays' : `${left} stay`;
  return left === 0
    ? were
    : `${were} ${stay} as before: gone meanwhile, or in a state from which nothing leads there.`;
};

interface Told {
  readonly done?: string;
  readonly count?: number;
  readonly left?: number;
}

const review = operation({
  id: 'web.memory_review',
  route: 'GET /corporate-memory/admin',
  summary: 'Items of the memory, to decide about and to change',
  who: 'admin',
  query: Type.Object({
    status: Type.Unsafe<Status | ''>({ type: 'string', enum: ['', ...statuses], default: 'pending' }),
    q: text(200),
    page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }),
    done,
    ...{ count: many, left: many },
  }),
  result: page,
  run: (input, services: ReviewServices) =>
    reviewPage(services, input, { ...input.query, done: outcomeOf(input.query) }),
});

const decide = operation({
  id: 'web.memory_decide',
  route: 'POST /corporate-memory/admin/:id/decide',
  summary: 'Decides about an item, from the page',
  who: 'admin',
  params,
  body: Type.Object(
    {
      verb: Type.Unsafe<Verb>({ type: 'string', enum: [...verbs] }),
      reason: text(1_000),
      audience: text(300),
    },
    closed,
  ),
  unknownKeys: 'ignore',
  result: page,
  problems: ['memory_item_not_found', 'invalid_transition', 'unknown_audience'],
  audit: ({ params: { id }, body: { verb, reason, audience } }) => ({
    ...{ action: `corporate_memory.${verb}`, resource: `memory:${id}` },
    params: { reason, audience },
  }),
  run: (input, services: ReviewServices) => {
    const { verb, reason, audience } = input.body;
    const decision = { verb, reason, ...(verb === 'mandate' && { audience: audience || null }) };
    return orShowAgain(
      async () => {
        await services.memoryGovernance.decide(input.params.id, decision, input.intent);
        return seeOther(`${path}?done=decided`);
      },
      (refusal) => reviewPage(services, input, { ...everything, refusal }),
    );
  },
});

const edit = operation({
  id: 'web.memory_edit',
  route: 'POST /corporate-memory/admin/:id/edit',
  summary: 'Changes an item, from the page',
  who: 'admin',
  params,
  body: Type.Object(
    {
      ...{ title: text(300), content: text(50_000), category: text(100), domain: text(40) },
      ...{ tags: text(5_000), audience: text(300) },
    },
    closed,
  ),
  unknownKeys: 'ignore',
  result: page,
  problems: ['memory_item_not_found', 'blank_field', 'unknown_value', 'unknown_audience'],
  audit: ({ params: { id }, body }) => ({
    ...{ action: 'corporate_memory.edit', resource: `memory:${id}` },
    params: { fields: Object.keys(body) },
  }),
  run: (input, services: ReviewServices) => {
    const { title, content, category, domain, tags, audience } = input.body;
    return orShowAgain(
      async () => {
        const change = {
          ...{ title, content, category, tags: tags.split(',') },
          ...{ domain: checkDomain(domain) || null, audience: audience || null },
        };
        await services.memoryEdits.edit(input.params.id, change, input.intent);
        return seeOther(`${path}?status=&done=edited`);
      },
      (refusal) => reviewPage(services, input, { ...everything, refusal }),
    );
  },
});

/** The page on which administrators decide what counts, and its forms. */
export const memoryReviewOperations = [review, decide, edit] as const;
