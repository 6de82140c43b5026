import type { Access } from '../../access/access.ts';
import type { Intent } from '../../http/intent.ts';
import type { Reply } from '../../http/reply.ts';
import type { Registry } from '../../registry/registry.ts';
import type { RemoteDoor } from '../../registry/remote/remote-door.ts';
import type { SourceProbe } from '../../registry/sources/probe.ts';
import { listedTables } from '../../registry/tables/listed-tables.ts';
import type { Conditions } from '../../store/conditions.ts';
import type { Asking } from '../frame.ts';
import { pageReply } from '../page-reply.ts';
import type { Web } from '../web.ts';
import type { FormShown } from './form-view.ts';
import { type TablesQuery, tablesView } from './list-view.ts';
import { emptyForm } from './table-form.ts';
import { tableView } from './table-view.ts';

/** Reads sources now. */
interface RunDoor {
  run(
    request: { readonly tables: readonly string[]; readonly force: boolean },
    origin: { readonly trigger: string; readonly createdBy: string; readonly requestId: string },
    intent: Intent,
  ): Promise<{ readonly job: { readonly id: string } }>;
}

/** What the pages of registered tables show and do. */
export interface TablePageServices {
  readonly web: Web;
  readonly registry: Registry;
  readonly access: Access;
  readonly conditions: Conditions;
  readonly connectors: SourceProbe;
  readonly remoteDesk: RemoteDoor;
  readonly syncTrigger: RunDoor;
}

/** What happened before the page was made. */
interface Before extends FormShown {
  readonly done?: string | undefined;
}

const path = '/admin/tables';

/** The list of registered tables. */
export const tablesPage = async (
  { web, registry, conditions }: TablePageServices,
  asking: Asking,
  { query = {}, ...before }: Before & { readonly query?: TablesQuery },
): Promise<Reply> => {
  const tables = await listedTables({ registry, conditions, now: () => web.now });
  const sources = await registry.sources();
  const values = before.values ?? emptyForm(sources);
  const view = tablesView({ tables, sources, now: web.now, ...before, values }, query);
  const status = before.refusal?.status ?? 200;
  return pageReply(web, asking, { page: 'admin-tables', title: 'Registered tables', path, view, status });
};

/** The page about one registered table. */
export const tablePage = async (
  services: TablePageServices,
  asking: Asking,
  { id, ...before }: Before & { readonly id: string },
): Promise<Reply> => {
  const { web, registry, access, conditions } = services;
  const table = await registry.get(id);
  const entries = await listedTables({ registry, conditions, now: () => web.now });
  const [entry] = entries.filter((each) => each.id === table.id);
  const grants = access.rights.grants.filter(
    ({ resource_type, resource_id }) => resource_type === 'table' && resource_id === table.id,
  ).length;
  const view = tableView({
    table,
    // The table was found a moment ago; without it there would have been no page.
    entry: entry as (typeof entries)[number],
    about: await registry.about(table.id),
    sources: await registry.sources(),
    grants,
    now: web.now,
    ...before,
  });
  const status = before.refusal?.status ?? 200;
  return pageReply(web, asking, { page: 'admin-table', title: table.name, path, view, status });
};
