import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { type ContradictionEnd, contradictionEnds } from '../../memory/contradictions.ts';
import { blankField } from '../../memory/errors.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import {
  type ContradictionsServices,
  contradictionsPage,
  type PairState,
  pairStates,
} from './contradictions-page.ts';

const path = '/corporate-memory/admin/contradictions';
const closed = { additionalProperties: false } as const;
const text = (maxLength: number) => Type.String({ default: '', maxLength });
const first = { state: 'open', page: 1 } as const;

const outcomes: Readonly<Record<string, string>> = {
  added: 'The contradiction is written down and waits for a decision.',
  resolved: 'It is decided, and in the audit log.',
  applied: 'It is decided and carried out; the audit log has each item that changed.',
};

const list = operation({
  id: 'web.memory_contradictions',
  route: 'GET /corporate-memory/admin/contradictions',
  summary: 'Items that cannot both hold, side by side',
  who: 'admin',
  query: Type.Object({
    state: Type.Unsafe<PairState>({ type: 'string', enum: [...pairStates], default: 'open' }),
    page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }),
    a: text(64),
    done,
  }),
  result: page,
  run: (input, services: ContradictionsServices) => {
    const { state, page: wanted, a, done: word = '' } = input.query;
    const asked = { state, page: wanted, typed: { item_a_id: a }, done: entryOf(outcomes, word) };
    return contradictionsPage(services, input, asked);
  },
});

const add = operation({
  id: 'web.memory_contradiction_add',
  route: 'POST /corporate-memory/admin/contradictions',
  summary: 'Writes down that two items cannot both hold, from the page',
  who: 'admin',
  body: Type.Object(
    {
      ...{ item_a_id: text(64), item_b_id: text(64), explanation: text(5_000) },
      severity: Type.Unsafe<'' | 'hard' | 'soft'>({
        type: 'string',
        enum: ['', 'hard', 'soft'],
        default: '',
      }),
    },
    closed,
  ),
  unknownKeys: 'ignore',
  result: page,
  problems: ['memory_item_not_found', 'same_item', 'blank_field'],
  audit: ({ body }) => ({
    action: 'corporate_memory.add_contradiction',
    params: { item_a_id: body.item_a_id, item_b_id: body.item_b_id },
  }),
  run: (input, services: ContradictionsServices) => {
    const { severity, ...typed } = input.body;
    const sides = { item_a_id: typed.item_a_id.trim(), item_b_id: typed.item_b_id.trim() };
    const explanation = typed.explanation.trim();
    return orShowAgain(
      async () => {
        if (explanation === '') throw blankField({ field: 'explanation' });
        const draft = { ...sides, explanation, severity: severity || null };
        await services.contradictions.add(draft, input.intent);
        return seeOther(`${path}?done=added`);
      },
      (refusal) =>
        contradictionsPage(services, input, { ...first, refusal, typed: { ...typed, ...sides, severity } }),
    );
  },
});

const resolve = operation({
  id: 'web.memory_contradiction_resolve',
  route: 'POST /corporate-memory/admin/contradictions/:id/resolve',
  summary: 'Decides about a contradiction and carries the decision out, from the page',
  who: 'admin',
  params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
  body: Type.Object(
    {
      resolution: Type.Unsafe<ContradictionEnd>({ type: 'string', enum: [...contradictionEnds] }),
      apply: text(2),
      merged_content: text(50_000),
    },
    closed,
  ),
  unknownKeys: 'ignore',
  result: page,
  problems: [
    ...['contradiction_not_found', 'already_resolved', 'merged_content_missing'],
    'memory_item_not_found',
  ],
  audit: ({ params, body }) => ({
    ...{ action: 'corporate_memory.resolve_contradiction', resource: `contradiction:${params.id}` },
    params: { resolution: body.resolution, apply: body.apply === 'on' },
  }),
  run: (input, services: ContradictionsServices) => {
    const { id } = input.params;
    const { resolution, merged_content: merged } = input.body;
    const apply = input.body.apply === 'on';
    return orShowAgain(
      async () => {
        const settled = { resolution, apply, mergedContent: merged };
        await services.contradictions.resolve(id, settled, input.intent);
        return seeOther(`${path}?done=${apply ? 'applied' : 'resolved'}`);
      },
      (refusal) =>
        contradictionsPage(services, input, {
          ...{ ...first, refusal, decision: { id, resolution, apply, merged } },
        }),
    );
  },
});

/** The page of contradictions and its forms. */
export const memoryContradictionOperations = [list, add, resolve] as const;
