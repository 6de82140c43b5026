import { isPlatformError } from '@agnes/sdk/errors';
import { usersLike } from '../admin/find-user.ts';
import { type Finding, fail, ok } from '../diagnose/check.ts';
import type { Patient } from '../diagnose/patient.ts';
import type { HttpClient } from '../http/client.ts';
import { objectOf, objectsOf, readJson } from '../json/values.ts';

/** What an instance is made of, and what was found when it was read. */
export interface Verified extends Finding {
  readonly check: string;
}

/** Reads every part of an instance as whoever uses it would. */
export const verify = async (patient: Patient): Promise<readonly Verified[]> => {
  const verified: Verified[] = [];
  for (const [check, look] of Object.entries(parts))
    verified.push({ check, ...(await found(look, patient)) });
  return verified;
};

type Look = (patient: Patient) => Promise<Finding>;

const found = async (look: Look, patient: Patient): Promise<Finding> => {
  try {
    return await look(patient);
  } catch (error) {
    if (patient.session.world.interrupted.aborted || !isPlatformError(error)) throw error;
    return fail(error.message, error.hint);
  }
};

const server: Look = async (patient) => {
  const { url, ms, status } = await patient.greeting();
  return status === 'ok'
    ? ok(`${url} is well and answers in ${ms} ms`)
    : fail(`${url} says that it is ${status}`, 'agnes server logs');
};

const auth: Look = async (patient) => {
  const { email, is_admin: isAdmin } = await patient.me();
  return isAdmin === true
    ? ok(`${email} is signed in and an administrator`)
    : fail(`${email} is signed in and no administrator`, 'agnes auth login');
};

const data: Look = async (patient) => {
  const http = await patient.http();
  const tables = objectsOf((await http.object({ path: '/api/admin/registry' }))['tables']);
  if (tables.length === 0) return fail('no table is registered', 'agnes admin discover-and-register');
  const failing = tables.filter(({ last_sync_error: error }) => typeof error === 'string' && error !== '');
  const { tables: served } = await patient.manifest();
  if (failing.length > 0) {
    return fail(`${failing.length} of ${tables.length} tables could not be read last time`, 'agnes status');
  }
  return served.length > 0
    ? ok(`${tables.length} tables registered, ${served.length} of them yours to read`)
    : fail(`${tables.length} tables registered, none of them published`, 'agnes setup first-sync');
};

/** Whoever is there is no person: the scheduler is an administrator as well. */
const ofServices = '@system.local';

const users: Look = async (patient) => {
  const people = (await usersLike(await patient.http())).filter(
    ({ active, email }) => active !== false && !String(email).endsWith(ofServices),
  );
  const admins = people.filter(({ groups }) => objectsOf(groups).some(({ name }) => name === 'Admin'));
  return admins.length > 0
    ? ok(`${people.length} active, ${admins.length} of them administrators`)
    : fail(`${people.length} active, none of them an administrator`, 'agnes server setup-code');
};

const webUi: Look = async (patient) => {
  const http = await patient.session.httpTo((await patient.greeting()).url);
  const page = await read(http, '/login', 'text/html');
  const [, style] = /<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"/.exec(page) ?? [];
  if (!page.includes('<title>') || style === undefined) {
    return fail('the page /login is not one of Agnes', 'Look at what answers in front of the server.');
  }
  // Pages escape every slash of a value.
  await read(http, new URL(style.replaceAll('&#x2F;', '/'), 'http://here/login').pathname, 'text/css');
  return ok('the page /login and its styles are served');
};

const apiDocs: Look = async (patient) => {
  const http = await patient.session.httpTo((await patient.greeting()).url);
  const document = objectOf(readJson(await read(http, '/openapi.json', 'application/json')));
  const paths = Object.keys(objectOf(document['paths'])).length;
  return paths > 0
    ? ok(`/openapi.json describes ${paths} paths`)
    : fail('/openapi.json describes nothing', 'Look at what answers in front of the server.');
};

/** The body of an answer that is there and of this type; anything else is thrown. */
const read = async (http: HttpClient, path: string, type: string): Promise<string> => {
  const answer = await http.send({ path, headers: { Accept: type } });
  if (answer.statusCode !== 200 || !`${answer.headers['content-type']}`.includes(type)) {
    throw await http.refusal(answer);
  }
  return http.text(answer);
};

const parts: Readonly<Record<string, Look>> = { server, auth, data, users, web_ui: webUi, api_docs: apiDocs };
