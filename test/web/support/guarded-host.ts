import test from 'ava';
import { fileContext } from '../../support/file-context.ts';
import { insider, installedInsiders } from '../../support/installed-plugins.ts';
import { type StartedHost, startHost } from '../../support/start-host.ts';

const hostile = '<script>alert(1)</script>';

const guard = insider(
  'acme/guard',
  ['beforeQuery'],
  `
  host.log('it is set up ${hostile}');
  host.tap('beforeQuery', (query) => {
    if (query.sql.includes('boom')) throw new TypeError('it does not like that ${hostile}');
    return { ...query, limit: Math.min(query.limit, 5) };
  });
`,
);
const quiet = insider('acme/quiet', ['afterQuery'], `host.tap('afterQuery', () => {});`);

/** Where the page of the first of them is. */
export const guardPage = '/admin/plugins/acme/guard';

/** One host for all tests of a file, with two installed plugins, one of which was asked twice and failed once. */
export const guardedHost = (): (() => Promise<StartedHost>) => {
  const context = fileContext();
  const started = Promise.withResolvers<StartedHost>();
  test.before(async () => {
    const dataDir = await installedInsiders(context, [guard, quiet]);
    const host = await startHost(context, { dataDir, env: { AGNES_AUTH_RATELIMIT_ENABLED: '0' } });
    const api = await host.asAdmin();
    await api.send('POST /api/query', { body: { sql: 'select 1 as good' } });
    await api.send('POST /api/query', { body: { sql: "select 'boom'" } });
    started.resolve(host);
  });
  return () => started.promise;
};
