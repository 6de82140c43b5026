import type { Access } from '../../access/access.ts';
import type { AccessOverview } from '../../access/access-overview.ts';
import type { Explain } from '../../access/explain/explain.ts';
import type { Grants } from '../../access/grants/grants.ts';
import type { GrantReach } from '../../access/grants/reach.ts';
import { overviewOnWire } from '../../access/overview-wire.ts';
import type { Web } from '../web.ts';
import type { Overview } from './overview.ts';

/** What the pages of access show and do. */
export interface AccessServices {
  readonly web: Web;
  readonly access: Access;
  readonly accessOverview: AccessOverview;
  readonly explain: Explain;
  readonly grants: Grants;
  readonly grantReach: GrantReach;
}

/** What `GET /api/admin/access-overview` would answer now. */
export const overviewNow = async ({
  accessOverview,
  access,
}: Pick<AccessServices, 'accessOverview' | 'access'>): Promise<Overview> =>
  overviewOnWire(await accessOverview.read(), access);
