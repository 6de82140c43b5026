import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { type DuplicateEnd, duplicateEnds } from '../../memory/duplicates.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { type PairState, pairStates } from './contradictions-page.ts';
import { type DuplicatesServices, duplicatesPage } from './duplicates-page.ts';

const path = '/corporate-memory/admin/duplicates';
const itemId = Type.String({ minLength: 1, maxLength: 64 });

const outcomes: Readonly<Record<string, string>> = {
  duplicate: 'One item stays, with the votes and the evidence of both.',
  different: 'They are different items; both stay as they are.',
  dismissed: 'The hint is dismissed; both items stay as they are.',
};

const list = operation({
  id: 'web.memory_duplicates',
  route: 'GET /corporate-memory/admin/duplicates',
  summary: 'Items that may say the same, side by side',
  who: 'admin',
  query: Type.Object({
    state: Type.Unsafe<PairState>({ type: 'string', enum: [...pairStates], default: 'open' }),
    page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }),
    done,
  }),
  result: page,
  run: (input, services: DuplicatesServices) =>
    duplicatesPage(services, input, { ...input.query, done: entryOf(outcomes, input.query.done) }),
});

const resolve = operation({
  id: 'web.memory_duplicate_resolve',
  route: 'POST /corporate-memory/admin/duplicates/resolve',
  summary: 'Decides about a likely duplicate, from the page',
  who: 'admin',
  body: Type.Object(
    {
      ...{ item_a_id: itemId, item_b_id: itemId },
      resolution: Type.Unsafe<DuplicateEnd>({ type: 'string', enum: [...duplicateEnds] }),
    },
    { additionalProperties: false },
  ),
  unknownKeys: 'ignore',
  result: page,
  problems: ['relation_not_found', 'already_resolved', 'memory_item_not_found'],
  audit: ({ body }) => ({
    action: 'corporate_memory.resolve_duplicate',
    resource: `memory:${body.item_a_id}`,
    params: { ...body },
  }),
  run: (input, services: DuplicatesServices) => {
    const { item_a_id, item_b_id, resolution } = input.body;
    return orShowAgain(
      async () => {
        await services.duplicates.resolve([item_a_id, item_b_id], resolution, input.intent);
        return seeOther(`${path}?done=${resolution}`);
      },
      (refusal) => duplicatesPage(services, input, { state: 'open', page: 1, refusal }),
    );
  },
});

/** The page of likely duplicates and its form. */
export const memoryDuplicateOperations = [list, resolve] as const;
