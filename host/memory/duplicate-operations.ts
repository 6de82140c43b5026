import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { isoUtc } from '../store/iso-utc.ts';
import { type Duplicates, duplicateEnds } from './duplicates.ts';
import { itemId } from './fields.ts';
import { type AudienceNames, oneOf } from './item-wire.ts';
import { side, sideOf } from './side-wire.ts';

interface Services {
  readonly duplicates: Pick<Duplicates, 'list' | 'resolve'>;
  readonly access: AudienceNames;
}

const orNull = Type.Union([Type.String(), Type.Null()]);
const pair = { item_a_id: Type.String(), item_b_id: Type.String() };

const relation = Type.Object({
  ...{ ...pair, item_a: side, item_b: side, relation_type: Type.String() },
  score: Type.Union([Type.Number(), Type.Null()], {
    description: 'What both name, as a share of all they name.',
  }),
  ...{ resolved: Type.Boolean(), resolved_by: orNull, resolved_at: orNull, resolution: orNull },
  created_at: Type.String(),
});

const list = operation({
  id: 'memory.duplicates',
  route: 'GET /api/memory/admin/duplicate-candidates',
  summary: 'Items that may say the same, newest first',
  who: 'admin',
  query: Type.Object({
    resolved: Type.Optional(Type.Boolean()),
    exclude_personal: Type.Boolean({
      default: true,
      description: 'Pairs with a personal item are left out.',
    }),
    limit: Type.Integer({ default: 100, minimum: 1, maximum: 500 }),
  }),
  result: Type.Object({ relations: Type.Array(relation), count: Type.Integer() }),
  run: async ({ query }, { duplicates, access }: Services) => {
    const { resolved, exclude_personal: hides, limit } = query;
    const found = await duplicates.list(resolved === undefined ? {} : { resolved });
    const shown = found.filter(({ a, b }) => !(hides && (a?.is_personal || b?.is_personal)));
    const relations = shown.slice(0, limit).map(({ a, b, ...of }) => ({
      ...of,
      item_a: sideOf(a, { id: of.item_a_id, access, hides }),
      item_b: sideOf(b, { id: of.item_b_id, access, hides }),
      resolved_at: of.resolved_at && isoUtc(of.resolved_at),
      created_at: isoUtc(of.created_at),
    }));
    return { relations, count: relations.length };
  },
});

const resolve = operation({
  id: 'memory.resolve_duplicate',
  route: 'POST /api/memory/admin/duplicate-candidates/resolve',
  summary: 'Decide about a likely duplicate; of duplicates one stays, with the votes of both',
  who: 'admin',
  query: Type.Object({ item_a_id: itemId, item_b_id: itemId }),
  body: Type.Object({
    resolution: Type.String({ maxLength: 20, description: `One of ${duplicateEnds.join(', ')}.` }),
  }),
  unknownKeys: 'ignore',
  result: Type.Object({
    ...{ ...pair, resolved: Type.Literal(true), resolution: Type.String() },
    applied: Type.Array(Type.Object({ item_id: Type.String(), change: Type.String(), from: Type.String() })),
  }),
  problems: ['relation_not_found', 'already_resolved', 'unknown_value', 'memory_item_not_found'],
  audit: ({ query, body }) => ({
    action: 'corporate_memory.resolve_duplicate',
    resource: `memory:${query.item_a_id}`,
    params: { ...query, resolution: body.resolution },
  }),
  run: async ({ query, body, intent }, { duplicates }: Services) => {
    const resolution = oneOf('resolution', duplicateEnds, body.resolution);
    const done = await duplicates.resolve([query.item_a_id, query.item_b_id], resolution, intent);
    const { item_a_id, item_b_id } = done;
    return { item_a_id, item_b_id, resolved: true as const, resolution, applied: [...done.applied] };
  },
});

/** Likely duplicates over HTTP. */
export const duplicateOperations = [list, resolve] as const;
