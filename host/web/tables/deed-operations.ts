import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { precheckedOnWire } from '../../registry/tables/precheck.ts';
import { below } from '../address.ts';
import { page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { panelOf } from './precheck-panel.ts';
import { type TablePageServices, tablePage } from './table-page.ts';

const path = '/admin/tables';
const params = Type.Object({ id: Type.String() });

const ask = operation({
  id: 'web.table_ask',
  route: 'POST /admin/tables/:id/ask',
  summary: 'Asks the source what it knows of a table, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['table_not_found'],
  run: async (input, services: TablePageServices) => {
    const { registry } = services;
    const table = await registry.get(input.params.id);
    const source = await registry.findSource(table.sourceSlug ?? '');
    const found = await precheckedOnWire({ table, source }, services, input.request.signal);
    return tablePage(services, input, { id: table.id, precheck: panelOf(found) });
  },
});

const runNow = operation({
  id: 'web.table_run',
  route: 'POST /admin/tables/:id/run',
  summary: 'Reads a table now, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['table_not_found'],
  audit: ({ params: { id } }) => ({ action: 'sync.trigger', params: { request: { tables: [id] } } }),
  run: async (input, { registry, syncTrigger }: TablePageServices) => {
    const { id } = await registry.get(input.params.id);
    const origin = { trigger: 'manual', createdBy: input.principal.userId, requestId: input.request.id };
    await syncTrigger.run({ tables: [id], force: true }, origin, input.intent);
    return seeOther(`${below(path, id)}?done=running`);
  },
});

const remove = operation({
  id: 'web.table_delete',
  route: 'POST /admin/tables/:id/delete',
  summary: 'Takes a table out of the registry with all that hangs on it, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['table_not_found'],
  audit: ({ params: { id } }) => ({ action: 'unregister_table', resource: `table:${id}` }),
  run: async (input, { registry }: TablePageServices) => {
    await registry.unregister(input.params.id, input.intent);
    return seeOther(`${path}?done=deleted`);
  },
});

/** What the page of a table does beside its settings. */
export const tableDeedOperations = [ask, runNow, remove] as const;
