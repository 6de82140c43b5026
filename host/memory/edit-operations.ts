import { type Static, Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import type { Edits, ItemChange } from './edits.ts';
import { nothingToChange, unknownValue } from './errors.ts';
import { audience, category, content, ids, itemId, tags, title } from './fields.ts';
import { checkDomain } from './item-wire.ts';

interface Services {
  readonly memoryEdits: Pick<Edits, 'edit' | 'editAll'>;
}

const orNull = <S extends typeof content | typeof category | typeof tags>(schema: S) =>
  Type.Union([schema, Type.Null()]);

const updated = Type.Object({
  id: Type.String(),
  updated: Type.Array(Type.String(), { description: 'Fields that were given.' }),
});

const edit = operation({
  id: 'memory.edit',
  route: 'POST /api/memory/admin/edit',
  summary: 'Change the words of an item',
  who: 'admin',
  query: Type.Object({ item_id: itemId }),
  body: Type.Object({ title: Type.Optional(title), content: Type.Optional(content) }),
  unknownKeys: 'ignore',
  result: updated,
  problems: ['memory_item_not_found', 'blank_field', 'nothing_to_change'],
  audit: ({ query, body }) => editAudit(query.item_id, body),
  run: ({ query, body, intent }, { memoryEdits }: Services) =>
    changed(memoryEdits, { id: query.item_id, change: body }, intent),
});

const change = Type.Object(
  {
    title: Type.Optional(title),
    content: Type.Optional(orNull(content)),
    category: Type.Optional(orNull(category)),
    domain: Type.Optional(orNull(category)),
    tags: Type.Optional(orNull(tags)),
    audience: Type.Optional(audience),
  },
  { additionalProperties: false, description: 'Null clears a field; a title stays one.' },
);

const patch = operation({
  id: 'memory.patch',
  route: 'PATCH /api/memory/admin/:id',
  summary: 'Change an item; a change counts as a review',
  who: 'admin',
  params: Type.Object({ id: itemId }),
  body: change,
  result: updated,
  problems: [
    'memory_item_not_found',
    'blank_field',
    'unknown_value',
    'unknown_audience',
    'nothing_to_change',
  ],
  audit: ({ params, body }) => editAudit(params.id, body),
  run: ({ params, body, intent }, { memoryEdits }: Services) => {
    checkDomain(body.domain);
    return changed(memoryEdits, { id: params.id, change: body }, intent);
  },
});

const bulkKeys: readonly string[] = [
  ...['category', 'domain', 'tags', 'tags_add', 'tags_remove', 'audience', 'title', 'content'],
];

const bulkBody = Type.Object({
  item_ids: ids,
  updates: Type.Object(
    { ...change.properties, tags_add: Type.Optional(tags), tags_remove: Type.Optional(tags) },
    { additionalProperties: true, description: `Keys: ${bulkKeys.join(', ')}.` },
  ),
});

const bulk = operation({
  id: 'memory.bulk_update',
  route: 'POST /api/memory/admin/bulk-update',
  summary: 'Change several items alike',
  who: 'admin',
  body: bulkBody,
  unknownKeys: 'ignore',
  result: Type.Object({
    updated: Type.Array(Type.String()),
    not_found: Type.Array(Type.String()),
    errors: Type.Array(Type.Object({ id: Type.String(), message: Type.String() })),
  }),
  problems: ['blank_field', 'unknown_value', 'unknown_audience', 'nothing_to_change'],
  audit: ({ body }) => ({
    action: 'corporate_memory.bulk_update',
    params: { items: body.item_ids.length, fields: Object.keys(body.updates) },
  }),
  run: async ({ body, intent }, { memoryEdits }: Services) => {
    const { item_ids, updates }: Static<typeof bulkBody> = body;
    const strange = Object.keys(updates).find((key) => !bulkKeys.includes(key));
    if (strange !== undefined)
      throw unknownValue({ field: 'key of `updates`', value: strange, allowed: bulkKeys });
    checkDomain(updates.domain);
    const told = await memoryEdits.editAll(item_ids, checkedChange(updates), intent);
    return { updated: [...told.updated], not_found: [...told.not_found], errors: [...told.errors] };
  },
});

const checkedChange = (wanted: ItemChange): ItemChange => {
  if (Object.keys(wanted).length === 0) throw nothingToChange({});
  return wanted;
};

const editAudit = (id: string, body: object) => ({
  ...{ action: 'corporate_memory.edit', resource: `memory:${id}` },
  params: { fields: Object.keys(body) },
});

interface Wanted {
  readonly id: string;
  readonly change: ItemChange;
}

const changed = async (
  edits: Services['memoryEdits'],
  { id, change: wanted }: Wanted,
  intent: Parameters<Edits['edit']>[2],
): Promise<Static<typeof updated>> => {
  await edits.edit(id, checkedChange(wanted), intent);
  return { id, updated: Object.keys(wanted) };
};

/** Changing what items say, over HTTP. */
export const editOperations = [edit, patch, bulk] as const;
