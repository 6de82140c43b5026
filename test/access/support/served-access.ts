import type { ExecutionContext } from 'ava';
import { AccessOverview } from '../../../host/access/access-overview.ts';
import { Explain } from '../../../host/access/explain/explain.ts';
import { accessOperations } from '../../../host/access/operations.ts';
import { bind } from '../../../host/http/operation.ts';
import { HostClient } from '../../support/host-client.ts';
import { startServer } from '../../support/start-server.ts';
import { administrator, reader, startedAccess } from './started-access.ts';

/** Serves access to Ada, whose group was granted `t1`, and to Root, an administrator. */
export const servedAccess = async (
  t: ExecutionContext,
  setting: Parameters<typeof startedAccess>[1] = {},
) => {
  const started = await startedAccess(t, setting);
  const { access, listing, lookup } = started;
  const ada = await reader(started, 'ada@example.com', ['t1']);
  const root = await administrator(started, 'root@example.com');
  const services = {
    ...started,
    resources: listing,
    accessOverview: new AccessOverview({ access, listing, lookup }),
    explain: new Explain(started),
  };
  const people = {
    get ada() {
      return ada.principal();
    },
    get root() {
      return root();
    },
  };
  const url = await startServer(t, bind(accessOperations, services), people);
  return {
    ...started,
    ada,
    rootId: root().userId,
    root: new HostClient(url, 'root'),
    asAda: new HostClient(url, 'ada'),
  };
};

/** The list that an answer holds. */
export const listOf = ({ text }: { readonly text: string }): readonly Record<string, unknown>[] =>
  JSON.parse(text);

/** What the audit log tells, oldest first, from the first row after `skip`. */
export const auditOf = async ({ store }: Awaited<ReturnType<typeof startedAccess>>, action: string) => {
  const rows = store.read.selectFrom('audit_log').select(['action', 'resource', 'params', 'user_id']);
  return rows.where('action', '=', action).orderBy('seq').execute();
};
