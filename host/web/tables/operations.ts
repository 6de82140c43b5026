import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { tableIdOf } from '../../registry/identifier.ts';
import { precheckedOnWire } from '../../registry/tables/precheck.ts';
import { checkedChange, checkedDraft } from '../../registry/tables/table-body.ts';
import { below } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { panelOf } from './precheck-panel.ts';
import { bodyOfForm, emptied } from './table-form.ts';
import { type TablePageServices, tablePage, tablesPage } from './table-page.ts';

const path = '/admin/tables';
const params = Type.Object({ id: Type.String() });
const form = Type.Record(Type.String(), Type.String({ maxLength: 100_000 }), {
  description: 'Fields of a table.',
});
const draftProblems = [
  'invalid_table',
  'table_exists',
  'view_name_taken',
  'wildcard_table',
  'bigquery_project',
];

const list = operation({
  id: 'web.tables',
  route: 'GET /admin/tables',
  summary: 'Registered tables: where they come from and how their last runs went',
  who: 'admin',
  query: Type.Object({
    source: Type.Optional(Type.String({ maxLength: 100 })),
    q: Type.Optional(Type.String({ maxLength: 200 })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    connection: Type.Optional(Type.String({ maxLength: 100 })),
    bucket: Type.Optional(Type.String({ maxLength: 500 })),
    source_table: Type.Optional(Type.String({ maxLength: 500 })),
    name: Type.Optional(Type.String({ maxLength: 200 })),
    done,
  }),
  result: page,
  run: (input, services: TablePageServices) => {
    const { done: word, connection, bucket = '', source_table = '', name = '', ...query } = input.query;
    const values = connection !== undefined && {
      query_mode: 'local',
      connection,
      bucket,
      source_table,
      name,
    };
    return tablesPage(services, input, {
      query,
      ...(values && { values }),
      ...(word === 'deleted' && { done: 'The table is not registered any more, and nobody reads it.' }),
    });
  },
});

const register = operation({
  id: 'web.table_register',
  route: 'POST /admin/tables',
  summary: 'Registers a table, from the page',
  who: 'admin',
  body: form,
  result: page,
  problems: draftProblems,
  audit: ({ body }) => ({
    action: 'register_table',
    resource: `table:${tableIdOf(body['name'] ?? '')}`,
    params: { ...body },
  }),
  run: (input, services: TablePageServices) =>
    orShowAgain(
      async () => {
        const { id } = await services.registry.register(checkedDraft(bodyOfForm(input.body)), input.intent);
        return seeOther(`${below(path, id)}?done=registered`);
      },
      (refusal) => tablesPage(services, input, { refusal, values: input.body }),
    ),
});

const precheck = operation({
  id: 'web.table_precheck',
  route: 'POST /admin/tables/precheck',
  summary: 'Says what registering a table would, from the page',
  who: 'admin',
  body: form,
  result: page,
  problems: draftProblems,
  run: (input, services: TablePageServices) =>
    orShowAgain(
      async () => {
        const checked = await services.registry.precheck(checkedDraft(bodyOfForm(input.body)), input.intent);
        const found = await precheckedOnWire(checked, services, input.request.signal);
        return tablesPage(services, input, { precheck: panelOf(found), values: input.body });
      },
      (refusal) => tablesPage(services, input, { refusal, values: input.body }),
    ),
});

const says: Readonly<Record<string, string>> = {
  registered: 'The table is registered. Run it now, or it is read with the next refresh; then grant it.',
  saved: 'The table is saved.',
  renamed: 'The table is saved; readers see its new name in a moment.',
  running: 'It is in the queue; this page shows how it went.',
};

const detail = operation({
  id: 'web.table',
  route: 'GET /admin/tables/:id',
  summary: 'One registered table: every setting, its runs, what deleting it takes along',
  who: 'admin',
  params,
  query: Type.Object({ done }),
  result: page,
  problems: ['table_not_found'],
  run: (input, services: TablePageServices) =>
    tablePage(services, input, { id: input.params.id, done: entryOf(says, input.query.done) }),
});

const edit = operation({
  id: 'web.table_edit',
  route: 'POST /admin/tables/:id/edit',
  summary: 'Saves every setting of a table, from the page; what is empty is emptied',
  who: 'admin',
  params,
  body: form,
  result: page,
  problems: ['table_not_found', ...draftProblems],
  audit: ({ params: { id }, body }) => ({
    action: 'update_table',
    resource: `table:${id}`,
    params: { ...body },
  }),
  run: (input, services: TablePageServices) =>
    orShowAgain(
      async () => {
        const { registry } = services;
        const { id, queryMode } = await registry.get(input.params.id);
        const form = withoutOldQuery(input.body, queryMode);
        const change = checkedChange({ ...bodyOfForm(form), clear: emptied(form) });
        const { table, jobId } = await registry.update(id, change, input.intent);
        return seeOther(`${below(path, table.id)}?done=${jobId === undefined ? 'saved' : 'renamed'}`);
      },
      (refusal) => {
        // Without the table there is no page to show again.
        if (refusal.code === 'table_not_found') throw refusal.cause;
        return tablePage(services, input, { id: input.params.id, refusal, values: input.body });
      },
    ),
});

// Whoever leaves the mode SQL leaves its query, which is still in the form.
const withoutOldQuery = (form: Readonly<Record<string, string>>, mode: string) =>
  mode === 'materialized' && form['query_mode'] !== mode ? { ...form, source_query: '' } : form;

/** The pages of registered tables. */
export const tablePageOperations = [list, precheck, register, detail, edit] as const;
