import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { paging } from './fields.ts';
import { type AudienceNames, oneOf, statusesOf, votedItem, votedWire } from './item-wire.ts';
import type { Memory } from './memory.ts';
import type { MemoryIndex } from './memory-index.ts';
import { pageOf, sorts } from './selection.ts';
import { axes } from './tree.ts';

interface Services {
  readonly memory: Pick<Memory, 'bundle'>;
  readonly memoryIndex: Pick<MemoryIndex, 'list' | 'stats' | 'tree' | 'audience'>;
  readonly access: AudienceNames;
}

const excludePersonal = Type.Boolean({
  default: true,
  description: 'Only administrators may turn it off.',
});

const list = operation({
  id: 'memory.list',
  route: 'GET /api/memory',
  summary: 'What the company knows, as far as it is meant for you',
  who: 'user',
  scope: 'read',
  mcp: {
    name: 'search_memory',
    says: 'Find rules and facts people have written down about the data, by words; read them before interpreting numbers.',
    readOnly: true,
    hides: ['category', 'source_type', 'exclude_personal', 'sort', 'status_filter'],
    defaults: { per_page: 20 },
  },
  query: Type.Object({
    status_filter: Type.Optional(
      Type.String({ maxLength: 100, description: 'One or more states, with commas between them.' }),
    ),
    category: Type.Optional(Type.String({ maxLength: 100 })),
    domain: Type.Optional(Type.String({ maxLength: 100 })),
    source_type: Type.Optional(Type.String({ maxLength: 100 })),
    search: Type.Optional(Type.String({ maxLength: 200, description: 'Words that must all be found.' })),
    // What a tool hides has no default of its own: it is filled in below.
    exclude_personal: Type.Optional(Type.Boolean({ description: 'Only administrators may turn it off.' })),
    ...paging,
    sort: Type.Optional(Type.String({ maxLength: 20, description: `One of ${sorts.join(', ')}.` })),
  }),
  result: Type.Object({
    items: Type.Array(votedItem),
    count: Type.Integer(),
    page: Type.Integer(),
    per_page: Type.Integer(),
    total_count: Type.Integer(),
    total_pages: Type.Integer(),
  }),
  problems: ['unknown_value'],
  run: async ({ principal, query, request }, { memoryIndex, access }: Services) => {
    const {
      page,
      per_page: perPage,
      sort = 'updated_at',
      status_filter: given,
      source_type: sourceType,
      ...rest
    } = query;
    // An agent goes by what counts, also that of an administrator.
    const filter = request.via === 'mcp' ? 'approved,mandatory' : given;
    const selection = {
      ...{ category: rest.category, domain: rest.domain, search: rest.search, sourceType },
      ...{ statuses: statusesOf(filter), excludePersonal: rest.exclude_personal !== false },
    };
    const all = await memoryIndex.list(principal, selection, oneOf('sort', sorts, sort));
    const items = pageOf(all, { page, perPage }).map((one) => votedWire(access, one));
    const total_pages = Math.ceil(all.length / perPage);
    return { items, count: items.length, page, per_page: perPage, total_count: all.length, total_pages };
  },
});

const counts = Type.Record(Type.String(), Type.Integer());

const stats = operation({
  id: 'memory.stats',
  route: 'GET /api/memory/stats',
  summary: 'How many items you may see, by status, category, domain, source, tag and audience',
  who: 'user',
  scope: 'read',
  result: Type.Object({
    total: Type.Integer(),
    ...{ by_status: counts, categories: counts, by_domain: counts },
    ...{ by_source_type: counts, by_tag: counts, by_audience: counts },
  }),
  run: ({ principal }, { memoryIndex }: Services) => memoryIndex.stats(principal),
});

const tree = operation({
  id: 'memory.tree',
  route: 'GET /api/memory/tree',
  summary: 'Items by what they have in common; an item with several tags is there several times',
  who: 'user',
  scope: 'read',
  query: Type.Object({
    axis: Type.String({ default: 'domain', maxLength: 20, description: `One of ${axes.join(', ')}.` }),
    status_filter: Type.Optional(Type.String({ maxLength: 100 })),
    source_type: Type.Optional(Type.String({ maxLength: 100 })),
    audience: Type.Optional(Type.String({ maxLength: 300 })),
    q: Type.Optional(Type.String({ maxLength: 200, description: 'Words that must all be found.' })),
    has_duplicate: Type.Optional(Type.Boolean({ description: 'Whether a likely duplicate is undecided.' })),
    exclude_personal: excludePersonal,
    ...paging,
  }),
  result: Type.Object({
    axis: Type.String(),
    groups: Type.Array(
      Type.Object({
        key: Type.String(),
        label: Type.String(),
        count: Type.Integer(),
        items: Type.Array(votedItem),
      }),
    ),
    page: Type.Integer(),
    per_page: Type.Integer(),
    total_groups: Type.Integer(),
    total_items: Type.Integer(),
  }),
  problems: ['unknown_value', 'unknown_audience'],
  run: async ({ principal, query }, { memoryIndex, access }: Services) => {
    const { page, per_page: perPage, audience, has_duplicate: hasDuplicate, source_type: sourceType } = query;
    const axis = oneOf('axis', axes, query.axis);
    const selection = {
      ...{ statuses: statusesOf(query.status_filter), sourceType, search: query.q, hasDuplicate },
      ...{ excludePersonal: query.exclude_personal },
      ...(audience && { audience: await memoryIndex.audience(principal, audience) }),
    };
    const { branches, total } = await memoryIndex.tree(principal, selection, axis);
    const groups = pageOf(branches, { page, perPage }).map(({ key, label, items }) => ({
      ...{ key, label, count: items.length },
      items: items.map((one) => votedWire(access, one)),
    }));
    return { axis, groups, page, per_page: perPage, total_groups: branches.length, total_items: total };
  },
});

/** Looking through the corporate memory, over HTTP. */
export const listOperations = [list, stats, tree] as const;
