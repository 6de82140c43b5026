import type { ExecutionContext } from 'ava';
import { AccessOverview } from '../../../host/access/access-overview.ts';
import { Explain } from '../../../host/access/explain/explain.ts';
import type { MappedEmails } from '../../../host/access/group-origin.ts';
import { accessOperations } from '../../../host/access/operations.ts';
import type { ResourceListing } from '../../../host/access/resource-listing.ts';
import { ResourceLookup } from '../../../host/access/resource-lookup.ts';
import { bind } from '../../../host/http/operation.ts';
import { HostClient } from '../../support/host-client.ts';
import { startServer } from '../../support/start-server.ts';
import { administrator, reader, startedAccess } from './started-access.ts';

interface Serving {
  readonly mappedEmails?: MappedEmails;
  /** What can be granted, in the place of the tables and things of every test. */
  readonly listing?: ResourceListing;
}

/** Serves access to Ada, whose group was granted `t1`, and to Root, an administrator. */
export const servedAccess = async (t: ExecutionContext, { mappedEmails, listing }: Serving = {}) => {
  const started = await startedAccess(t, mappedEmails);
  const ada = await reader(started, 'ada@example.com', ['t1']);
  const root = await administrator(started, 'root@example.com');
  const resources = listing ?? started.listing;
  const lookup = listing ? new ResourceLookup({ listing, findTable: async () => undefined }) : started.lookup;
  const services = {
    ...started,
    resources,
    accessOverview: new AccessOverview({ access: started.access, listing: resources, lookup }),
    explain: new Explain({ ...started, lookup }),
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
