import { Type } from '@agnes/sdk';
import { noSuchRoute } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { reply } from '../http/reply.ts';
import { accessPageOperations } from './access/operations.ts';
import { accessSaveOperations } from './access/save-operations.ts';
import { allTokensOperations } from './all-tokens/operations.ts';
import { auditPageOperations } from './audit/operations.ts';
import { consentOperations } from './consent/operations.ts';
import { devicePageOperations } from './device/operations.ts';
import { groupChangeOperations } from './groups/change-operations.ts';
import { groupPageOperations } from './groups/operations.ts';
import { jobChangeOperations } from './jobs/change-operations.ts';
import { jobPageOperations } from './jobs/operations.ts';
import { marketplacePageOperations } from './marketplace-pages/operations.ts';
import { marketplaceDeedOperations } from './marketplace-pages/plugin-operations.ts';
import { memoryContradictionOperations } from './memory/contradiction-operations.ts';
import { memoryDuplicateOperations } from './memory/duplicate-operations.ts';
import { memoryPageOperations } from './memory/operations.ts';
import { memoryReviewOperations } from './memory/review-operations.ts';
import { memorySeveralOperations } from './memory/several-operations.ts';
import { metricAdminOperations } from './metrics/admin-operations.ts';
import { metricPageOperations } from './metrics/operations.ts';
import { pageReply } from './page-reply.ts';
import { pluginCallOperations } from './plugin-calls/operations.ts';
import { pluginHealthOperations } from './plugin-health/operations.ts';
import { ownJobOperations } from './plugin-jobs/operations.ts';
import { pluginBundleOperations } from './plugin-pages/bundle-operations.ts';
import { pluginDeedOperations } from './plugin-pages/deed-operations.ts';
import { pluginPageOperations } from './plugin-pages/operations.ts';
import { pluginPlanOperations } from './plugin-pages/plan-operations.ts';
import { profileOperations } from './profile/operations.ts';
import { promptPageOperations } from './prompts/operations.ts';
import { queryListOperations } from './query/list-operations.ts';
import { queryPageOperations } from './query/operations.ts';
import { schedulePageOperations } from './schedules/operations.ts';
import { secretPageOperations } from './secrets/operations.ts';
import { settingsPageOperations } from './settings/operations.ts';
import { setupOperations } from './setup/operations.ts';
import { breakGlassOperations } from './sign-in/break-glass-operations.ts';
import { signInFormOperations } from './sign-in/form-operations.ts';
import { signInPageOperations } from './sign-in/page-operations.ts';
import { redirectOperations } from './sign-in/redirect-operations.ts';
import { noticeFor } from './sign-in/sign-in-words.ts';
import { skillsOperations } from './skills/operations.ts';
import { sourcePageOperations } from './sources/operations.ts';
import { sourceProbeOperations } from './sources/probe-operations.ts';
import { tableColumnsOperations } from './tables/columns-operations.ts';
import { tableDeedOperations } from './tables/deed-operations.ts';
import { tablePageOperations } from './tables/operations.ts';
import { tokenPageOperations } from './tokens/operations.ts';
import { userAccessOperations } from './users/access-operations.ts';
import { userChangeOperations } from './users/change-operations.ts';
import { userPageOperations } from './users/operations.ts';
import { userSecretOperations } from './users/secret-operations.ts';
import type { Web } from './web.ts';

interface Services {
  readonly web: Web;
}

const page = Type.String({ description: 'A page.' });

const home = operation({
  id: 'web.home',
  route: 'GET /',
  summary: 'Goes to the dashboard',
  who: 'public',
  result: page,
  run: async () => reply({ redirect: '/dashboard' }),
});

const dashboard = operation({
  id: 'web.dashboard',
  route: 'GET /dashboard',
  summary: 'Tables with rows, size and freshness',
  who: 'user',
  query: Type.Object({ msg: Type.Optional(Type.String({ maxLength: 100 })) }),
  result: page,
  run: async (input, { web }: Services) => {
    const notice = noticeFor(input.query.msg);
    const view = { ...(await web.dashboard(input.principal)), ...(notice !== undefined && { notice }) };
    return pageReply(web, input, { page: 'dashboard', title: 'Tables', path: '/dashboard', view });
  },
});

const asset = operation({
  id: 'web.asset',
  route: 'GET /static/:hash/:name',
  summary: 'Style sheet, script, icon and font',
  who: 'public',
  params: Type.Object({ hash: Type.String(), name: Type.String() }),
  result: page,
  run: async ({ params: { hash, name } }, { web: { pages } }: Services) => {
    const found = hash === pages.hash ? pages.assets.get(name) : undefined;
    if (!found) throw noSuchRoute({ path: `/static/${hash}/${name}` });
    const headers = { 'Cache-Control': 'public, max-age=31536000, immutable', 'Content-Type': found.type };
    return reply({ headers, bytes: found.bytes });
  },
});

/** The pages. Each shows what the API would answer the same person, and nothing else. */
export const webOperations = [
  home,
  ...signInPageOperations,
  ...signInFormOperations,
  ...redirectOperations,
  ...breakGlassOperations,
  dashboard,
  ...metricPageOperations,
  ...metricAdminOperations,
  ...queryPageOperations,
  ...queryListOperations,
  ...profileOperations,
  ...skillsOperations,
  ...memorySeveralOperations,
  ...memoryReviewOperations,
  ...memoryContradictionOperations,
  ...memoryDuplicateOperations,
  ...memoryPageOperations,
  ...setupOperations,
  ...tokenPageOperations,
  ...devicePageOperations,
  ...consentOperations,
  ...userPageOperations,
  ...userChangeOperations,
  ...userAccessOperations,
  ...userSecretOperations,
  ...groupPageOperations,
  ...groupChangeOperations,
  ...accessPageOperations,
  ...accessSaveOperations,
  ...allTokensOperations,
  ...auditPageOperations,
  ...tablePageOperations,
  ...tableDeedOperations,
  ...tableColumnsOperations,
  ...sourcePageOperations,
  ...sourceProbeOperations,
  ...pluginHealthOperations,
  ...pluginPageOperations,
  ...pluginCallOperations,
  ...pluginPlanOperations,
  ...ownJobOperations,
  ...pluginBundleOperations,
  ...pluginDeedOperations,
  ...marketplacePageOperations,
  ...marketplaceDeedOperations,
  ...jobPageOperations,
  ...jobChangeOperations,
  ...schedulePageOperations,
  ...secretPageOperations,
  ...settingsPageOperations,
  ...promptPageOperations,
  asset,
] as const;
