import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { type AuditEntry, auditEntry, auditEntryOf } from '../store/audit/audit-entry.ts';
import { newestAudit } from '../store/audit/audit-repository.ts';
import type { SystemStore } from '../store/system-store.ts';
import { paging } from './fields.ts';
import { type AudienceNames, votedItem, votedWire } from './item-wire.ts';
import type { MemoryIndex } from './memory-index.ts';
import { pageOf } from './selection.ts';

interface Services {
  readonly memoryIndex: Pick<MemoryIndex, 'list'>;
  readonly access: AudienceNames;
  readonly store: Pick<SystemStore, 'read'>;
}

const pending = operation({
  id: 'memory.pending',
  route: 'GET /api/memory/admin/pending',
  summary: 'Items that wait for a decision, oldest first',
  who: 'admin',
  query: Type.Object({ category: Type.Optional(Type.String({ maxLength: 100 })), ...paging }),
  result: Type.Object({
    items: Type.Array(votedItem),
    count: Type.Integer(),
    total_count: Type.Integer(),
  }),
  run: async ({ principal, query }, { memoryIndex, access }: Services) => {
    const { category, page, per_page: perPage } = query;
    const selection = {
      ...{ statuses: ['pending'], excludePersonal: true },
      ...(category !== undefined && { category }),
    };
    const all = (await memoryIndex.list(principal, selection, 'created_at')).toReversed();
    const items = pageOf(all, { page, perPage }).map((one) => votedWire(access, one));
    return { items, count: items.length, total_count: all.length };
  },
});

const prefix = 'corporate_memory.';

const audit = operation({
  id: 'memory.audit',
  route: 'GET /api/memory/admin/audit',
  summary: 'What was decided and changed in the corporate memory, newest first',
  who: 'admin',
  query: Type.Object({
    action: Type.Optional(Type.String({ maxLength: 100, description: 'Such as `approve`.' })),
    ...paging,
    page: Type.Integer({ default: 1, minimum: 1, maximum: 1_000 }),
  }),
  result: Type.Object({ entries: Type.Array(auditEntry), count: Type.Integer() }),
  run: async ({ query }, { store }: Services) => {
    const { action, page, per_page: perPage } = query;
    const rows = await newestAudit(store.read, { action: actionOf(action) }, { limit: page * perPage });
    const entries: AuditEntry[] = pageOf(rows, { page, perPage }).map(auditEntryOf);
    return { entries, count: entries.length };
  },
});

const actionOf = (verb: string | undefined): string => {
  if (verb === undefined || verb === '') return `${prefix}*`;
  return verb.startsWith(prefix) ? verb : prefix + verb;
};

/** What there is to review, over HTTP. */
export const reviewOperations = [pending, audit] as const;
