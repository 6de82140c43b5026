import { withCommands } from '../http/hint-commands.ts';
import { type JsonObject, objectOf, objectsOf } from '../json/values.ts';
import { type Check, type Finding, fail, ok, skip, warn } from './check.ts';
import type { Patient } from './patient.ts';

/** Something that only administrators are told, and can do something about. */
const ofAdmins = (component: Check['component'], look: (health: JsonObject) => Finding): Check => ({
  component,
  look: async (patient) => {
    const health = await patient.health();
    if (health) return look(health);
    const isAdmin = (await patient.me())['is_admin'] === true;
    return isAdmin ? { ...skip('the server does not tell it'), unread: true } : skip('for administrators');
  },
});

const services = ofAdmins('services', (health) => {
  const faults = objectsOf(health['conditions']).filter(({ severity }) => severity !== 'info');
  const { scheduler } = health;
  const scheduled = String(objectOf(scheduler)['status']);
  const told = `${health['status']}, scheduler ${scheduled}`;
  const [first] = faults;
  if (first) {
    const finding = `${told}; ${first['name'] ?? first['subject']}: ${first['why']}${moreThan(faults.length)}`;
    return health['status'] === 'unhealthy'
      ? fail(finding, withCommands(`${first['remedy']}`))
      : warn(finding, withCommands(`${first['remedy']}`));
  }
  return health['status'] === 'healthy' ? ok(told) : warn(told, 'agnes status');
});

const sources = ofAdmins('sources', ({ sources: listed }) => {
  const all = objectsOf(listed);
  const bad = all.filter(({ state }) => state === 'failing' || state === 'partial');
  const names = bad.map(({ slug, state }) => `${slug} is ${state}`);
  return bad.length > 0
    ? warn(names.join(', '), `agnes admin source test ${bad[0]?.['slug']}`)
    : ok(`${all.length} sources, none of them failing`);
});

const secrets = ofAdmins('secrets', ({ conditions }) => {
  const missing = objectsOf(conditions).filter(({ code }) => /secret|not_configured/.test(String(code)));
  const [first] = missing;
  return first
    ? fail(
        `${first['name'] ?? first['subject']}: ${first['why']}${moreThan(missing.length)}`,
        withCommands(`${first['remedy']}`),
      )
    : ok('none is reported missing');
});

const jobs: Check = {
  component: 'jobs',
  look: async (patient: Patient) => {
    if ((await patient.me())['is_admin'] !== true) return skip('for administrators');
    const path = '/api/jobs?status=failed&limit=5';
    const failed = objectsOf((await (await patient.http()).object({ path }))['jobs']);
    const dayAgo = patient.session.world.now() - 86_400_000;
    const recent = failed.filter(({ created_at: at }) => Date.parse(String(at)) > dayAgo);
    const [first] = recent;
    if (!first) return ok('none failed within a day');
    const told = `${recent.length === 5 ? '5 or more' : recent.length} failed within a day, the last of kind ${first['kind']}`;
    return warn(told, `agnes jobs show ${first['id']}`);
  },
};

const moreThan = (count: number): string => (count > 1 ? ` (and ${count - 1} more)` : '');

/** How the server does, for those who run it. */
export const adminChecks: readonly Check[] = [services, jobs, sources, secrets];
