import test, { type ExecutionContext } from 'ava';
import { fileContext } from '../../support/file-context.ts';
import { filesSource } from '../../support/files-source.ts';
import type { HostClient } from '../../support/host-client.ts';
import { admin, type StartedHost, startHost } from '../../support/start-host.ts';
import { Visitor } from './visitor.ts';

/** Somebody who is no administrator. */
export const ada = { email: 'ada@example.com', name: 'Ada', password: 'ada has a long password' };

/** A host with two tables; Ada is in Analysts, which was granted `orders`. */
export interface SeededHost {
  readonly host: StartedHost;
  readonly api: HostClient;
  readonly adaId: string;
  readonly analystsId: string;
}

/** Starts it, with what the environment says beside the usual. */
export const seededHost = async (
  t: ExecutionContext,
  env: Readonly<Record<string, string>> = {},
): Promise<SeededHost> => {
  const config = await filesSource(t, { 'orders.csv': 'id\n1\n', 'payroll.csv': 'id\n1\n' });
  const host = await startHost(t, { config, env });
  const api = await host.asAdmin();
  const { id: adaId } = await api.ask('POST /api/users', { body: { email: ada.email, name: ada.name } });
  await api.ask(`POST /api/users/${adaId}/set-password`, { body: { password: ada.password } });
  const { id: analystsId } = await api.ask('POST /api/admin/groups', { body: { name: 'Analysts' } });
  await api.ask(`POST /api/admin/groups/${analystsId}/members`, { body: { email: ada.email } });
  const grant = { group_id: analystsId, resource_type: 'table', resource_id: 'orders' };
  await api.ask('POST /api/admin/grants', { body: grant });
  return { host, api, adaId: String(adaId), analystsId: String(analystsId) };
};

/** One such host for all tests of a file; people sign in as often as they like. */
export const sharedHost = (env: Readonly<Record<string, string>> = {}): (() => Promise<SeededHost>) => {
  const context = fileContext();
  const started = Promise.withResolvers<SeededHost>();
  test.before(async () => {
    started.resolve(await seededHost(context, { AGNES_AUTH_RATELIMIT_ENABLED: '0', ...env }));
  });
  return () => started.promise;
};

/** A new colleague of Ada, for tests that change their own. */
export const newColleague = async ({ host, api }: SeededHost, name: string) => {
  const person = {
    email: `${name.toLowerCase()}@example.com`,
    name,
    password: `${name} has a long password`,
  };
  const { id } = await api.ask('POST /api/users', { body: { email: person.email, name } });
  await api.ask(`POST /api/users/${id}/set-password`, { body: { password: person.password } });
  return { ...person, id: String(id), signIn: () => Visitor.signedIn(host.url, person) };
};

/** The administrator with a browser without script. */
export const asAdministrator = ({ host }: SeededHost): Promise<Visitor> => Visitor.signedIn(host.url, admin);

/** Ada with a browser without script. */
export const asAda = ({ host }: SeededHost): Promise<Visitor> => Visitor.signedIn(host.url, ada);
