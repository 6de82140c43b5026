import { chmod, stat } from 'node:fs/promises';
import { ignoreMissing } from '../files/durable-file.ts';
import { objectsOf, textOf } from '../json/values.ts';
import { isOlder, version } from '../version.ts';
import { type Check, fail, ok, skip, warn } from './check.ts';
import type { Patient } from './patient.ts';

const slowMs = 2000;
const skewMs = 60_000;
const soonMs = 7 * 86_400_000;

const configuration: Check = {
  component: 'configuration',
  look: async ({ session }) => {
    await session.config();
    const server = await session.server();
    const saved = await session.tokenFile.read();
    if (saved && (await isReadByOthers(session.tokenFile.path, session.world.platform))) {
      return fail(`${session.tokenFile.path} can be read by others`, `chmod 600 ${session.tokenFile.path}`);
    }
    return ok(`${session.configFolder}, server ${server}`);
  },
  mend: async ({ session: { tokenFile } }) => {
    if (await stat(tokenFile.path).catch(ignoreMissing)) await chmod(tokenFile.path, 0o600);
  },
};

const isReadByOthers = async (path: string, platform: string): Promise<boolean> => {
  const found = await stat(path).catch(ignoreMissing);
  // Windows keeps rights elsewhere; the folder is the person's own there.
  return platform !== 'win32' && found !== undefined && (found.mode & 0o077) !== 0;
};

const server: Check = {
  component: 'server',
  look: async (patient) => {
    const { url, ms, status } = await patient.greeting();
    if (status !== 'ok') return fail(`${url} says that it is ${status}`, 'Tell an administrator.');
    const told = `${url} answered in ${ms} ms`;
    return ms > slowMs ? warn(told, 'Look at the network, a VPN or HTTPS_PROXY.') : ok(told);
  },
};

const clock: Check = {
  component: 'clock',
  look: async (patient) => {
    const { date } = await patient.greeting();
    if (date === undefined) return { ...skip('the server does not tell its time'), unread: true };
    const skew = patient.session.world.now() - date;
    const told = `${Math.round(Math.abs(skew) / 1000)} s ${skew < 0 ? 'behind' : 'ahead of'} the server`;
    return Math.abs(skew) > skewMs ? warn(told, 'Have this machine set its clock by the network.') : ok(told);
  },
};

const versions: Check = {
  component: 'version',
  look: async (patient) => {
    const { url } = await patient.greeting();
    const http = await patient.session.httpTo(url);
    const about = await http.object({ path: '/api/version' });
    const needed = textOf(about['min_client']);
    const told = `agnes ${version}, server ${about['version']}`;
    if (needed === undefined) return { ...skip(`${told}; it does not say what it needs`), unread: true };
    const update = `curl -fsSL ${url}/cli/install.sh | sh`;
    return isOlder(version, needed) ? fail(`${told}, which needs ${needed}`, update) : ok(told);
  },
};

const token: Check = {
  component: 'token',
  look: async (patient) => {
    const me = await patient.me();
    const scopes = Array.isArray(me['scopes']) ? me['scopes'].join(', ') : 'all';
    const expires = textOf(me['expires_at']);
    const told = `${me['email']}, scopes ${scopes}, ${expires === undefined ? 'without an end' : `until ${expires}`}`;
    const left = expires === undefined ? soonMs : Date.parse(expires) - patient.session.world.now();
    return left < soonMs && (await isLasting(patient)) ? warn(told, 'agnes auth login') : ok(told);
  },
};

/** A sign-in with a password is for a day, and ends soon on purpose. */
const isLasting = async (patient: Patient): Promise<boolean> => (await patient.me())['token_kind'] === 'pat';

const access: Check = {
  component: 'access',
  look: async (patient) => {
    const me = await patient.me();
    const { tables } = await patient.manifest();
    const groups = objectsOf(me['groups']).map(({ name }) => name);
    const told = `${tables.length} tables, groups: ${groups.join(', ') || 'none'}`;
    return tables.length === 0 ? warn(told, 'Ask an administrator for access to tables.') : ok(told);
  },
};

/** How far one gets towards the data. */
export const connectionChecks: readonly Check[] = [configuration, server, clock, versions, token, access];
