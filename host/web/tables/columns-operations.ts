import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { pushNotes } from '../../registry/metadata/push.ts';
import { below } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { draftsOfForm } from './columns-form.ts';
import { type ColumnsServices, columnsPage } from './columns-page.ts';

const params = Type.Object({ id: Type.String() });
const form = Type.Record(Type.String(), Type.String({ maxLength: 100_000 }), {
  description: 'Of each column its name, type and description, with what the last two were.',
});

const says: Readonly<Record<string, string>> = {
  saved: 'What is said about the columns is saved; the catalog and coding agents have it.',
  same: 'Nothing was changed.',
  pushed: 'The source has the types and descriptions.',
};

const show = operation({
  id: 'web.table_columns',
  route: 'GET /admin/tables/:id/columns',
  summary: 'What is said about the columns of a table',
  who: 'admin',
  params,
  query: Type.Object({ done }),
  result: page,
  problems: ['table_not_found'],
  run: async (input, services: ColumnsServices) => {
    const table = await services.registry.get(input.params.id);
    return columnsPage(services, input, { table, done: entryOf(says, input.query.done) });
  },
});

const save = operation({
  id: 'web.table_columns_save',
  route: 'POST /admin/tables/:id/columns',
  summary: 'Says what columns hold, from the page; only what was changed is written',
  who: 'admin',
  params,
  body: form,
  result: page,
  problems: ['table_not_found'],
  audit: ({ params: { id }, body }) => ({
    action: 'column_metadata.saved',
    resource: `table:${id}`,
    params: { columns: draftsOfForm(body).map(({ column_name }) => column_name) },
  }),
  run: async ({ params: { id: asked }, body, intent }, services: ColumnsServices) => {
    const { id } = await services.registry.get(asked);
    const drafts = draftsOfForm(body);
    await services.columnMetadata.put(id, drafts, intent);
    return seeOther(`${below('/admin/tables', id, 'columns')}?done=${drafts.length > 0 ? 'saved' : 'same'}`);
  },
});

const push = operation({
  id: 'web.table_columns_push',
  route: 'POST /admin/tables/:id/columns/push',
  summary: 'Writes what is said about columns back to the source, from the page',
  who: 'admin',
  params,
  result: page,
  problems: [
    ...['table_not_found', 'metadata_push_unsupported', 'metadata_push_no_table'],
    ...['metadata_push_no_credentials', 'metadata_push_failed', 'plugin_job_not_found'],
  ],
  audit: ({ params: { id } }) => ({ action: 'column_metadata.pushed', resource: `table:${id}` }),
  run: async (input, services: ColumnsServices) => {
    const table = await services.registry.get(input.params.id);
    return orShowAgain(
      async () => {
        await services.registry.note(input.intent);
        const pushed = await pushNotes(table, services, input.request.signal);
        const left = 'errors' in pushed ? (pushed.errors ?? []) : [];
        if (left.length > 0) return columnsPage(services, input, { table, left });
        return seeOther(`${below('/admin/tables', table.id, 'columns')}?done=pushed`);
      },
      (refusal) => columnsPage(services, input, { table, refusal }),
    );
  },
});

/** The page about the columns of a table, and its forms. */
export const tableColumnsOperations = [show, save, push] as const;
