import { type Static, Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { isoUtc } from '../store/iso-utc.ts';
import {
  type ContradictionEnd,
  type Contradictions,
  contradictionEnds,
  type SidedContradiction,
} from './contradictions.ts';
import { content, itemId } from './fields.ts';
import { type AudienceNames, oneOf } from './item-wire.ts';
import { side, sideOf } from './side-wire.ts';

interface Services {
  readonly contradictions: Pick<Contradictions, 'list' | 'add' | 'resolve'>;
  readonly access: AudienceNames;
}

const orNull = Type.Union([Type.String(), Type.Null()]);

const applied = Type.Array(
  Type.Object({ item_id: Type.String(), change: Type.String(), from: Type.String() }),
  { description: 'What the decision changed.' },
);

const contradiction = Type.Object({
  ...{ id: Type.String(), item_a_id: Type.String(), item_b_id: Type.String(), item_a: side, item_b: side },
  ...{ explanation: orNull, severity: orNull, suggested_resolution: Type.Unknown() },
  ...{ resolved: Type.Boolean(), resolved_by: orNull, resolved_at: orNull, resolution: orNull },
  ...{ applied, detected_at: Type.String() },
});

const list = operation({
  id: 'memory.contradictions',
  route: 'GET /api/memory/admin/contradictions',
  summary: 'Items that cannot both hold, newest first',
  who: 'admin',
  query: Type.Object({
    resolved: Type.Optional(Type.Boolean()),
    exclude_personal: Type.Boolean({ default: true, description: 'A personal side is only its id.' }),
  }),
  result: Type.Object({ contradictions: Type.Array(contradiction), count: Type.Integer() }),
  run: async ({ query }, { contradictions, access }: Services) => {
    const { resolved, exclude_personal: hides } = query;
    const found = await contradictions.list(resolved === undefined ? {} : { resolved });
    const all = found.map((one) => wireOf(one, { access, hides }));
    return { contradictions: all, count: all.length };
  },
});

const add = operation({
  id: 'memory.add_contradiction',
  route: 'POST /api/memory/admin/contradictions',
  summary: 'Write down that two items cannot both hold',
  who: 'admin',
  body: Type.Object({
    item_a_id: itemId,
    item_b_id: itemId,
    explanation: Type.String({ minLength: 1, maxLength: 5_000 }),
    severity: Type.Optional(Type.Union([Type.Literal('hard'), Type.Literal('soft')])),
    suggested_resolution: Type.Optional(
      Type.Unknown({ description: 'kept_a, kept_b, merge or both_valid, with what else there is to say.' }),
    ),
  }),
  unknownKeys: 'ignore',
  result: Type.Object({ id: Type.String() }),
  problems: ['memory_item_not_found', 'same_item'],
  audit: ({ body }) => ({
    action: 'corporate_memory.add_contradiction',
    params: { item_a_id: body.item_a_id, item_b_id: body.item_b_id },
  }),
  run: async ({ body, intent }, { contradictions }: Services) => {
    const { item_a_id, item_b_id, explanation, severity = null, suggested_resolution = null } = body;
    const draft = { item_a_id, item_b_id, explanation, severity, suggested_resolution };
    return { id: (await contradictions.add(draft, intent)).id };
  },
});

const resolve = operation({
  id: 'memory.resolve_contradiction',
  route: 'POST /api/memory/admin/contradictions/:id/resolve',
  summary: 'Decide about a contradiction, and carry the decision out with `apply`',
  who: 'admin',
  params: Type.Object({ id: itemId }),
  body: Type.Object({
    resolution: Type.String({ maxLength: 20, description: `One of ${contradictionEnds.join(', ')}.` }),
    apply: Type.Boolean({ default: false, description: 'The item that loses is revoked.' }),
    merged_content: Type.Optional(content),
  }),
  unknownKeys: 'ignore',
  result: Type.Object({
    ...{ id: Type.String(), resolved: Type.Literal(true), resolution: Type.String(), applied },
  }),
  problems: [
    ...['contradiction_not_found', 'already_resolved', 'unknown_value'],
    ...['merged_content_missing', 'memory_item_not_found'],
  ],
  audit: ({ params, body }) => ({
    ...{ action: 'corporate_memory.resolve_contradiction', resource: `contradiction:${params.id}` },
    params: { resolution: body.resolution, apply: body.apply },
  }),
  run: async ({ params: { id }, body, intent }, { contradictions }: Services) => {
    const resolution: ContradictionEnd = oneOf('resolution', contradictionEnds, body.resolution);
    const { apply, merged_content: mergedContent } = body;
    const settled = { resolution, apply, ...(mergedContent !== undefined && { mergedContent }) };
    const done = await contradictions.resolve(id, settled, intent);
    return { id, resolved: true as const, resolution, applied: [...done.applied] };
  },
});

const wireOf = (
  { a, b, ...of }: SidedContradiction,
  { access, hides }: { readonly access: AudienceNames; readonly hides: boolean },
): Static<typeof contradiction> => ({
  ...of,
  item_a: sideOf(a, { id: of.item_a_id, access, hides }),
  item_b: sideOf(b, { id: of.item_b_id, access, hides }),
  applied: [...of.applied],
  resolved_at: of.resolved_at && isoUtc(of.resolved_at),
  detected_at: isoUtc(of.detected_at),
});

/** Contradictions over HTTP. */
export const contradictionOperations = [list, add, resolve] as const;
