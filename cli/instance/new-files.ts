import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { hostNotHere } from '../errors.ts';
import { ignoreMissing } from '../files/durable-file.ts';
import type { Answers } from './answers.ts';

/** What is about to be written. */
export interface NewFiles {
  readonly instance: string;
  readonly env: string;
}

/** Keys that are made here: whoever knows them can sign in as anybody. */
const secretNames = ['JWT_SECRET_KEY', 'SESSION_SECRET', 'DESKTOP_JWT_SECRET', 'SCHEDULER_API_TOKEN'];

/** Fills the templates of the host in. Secrets that an older `.env` holds stay: nobody is signed out by new ones. */
export const newFiles = async (answers: Answers, olderEnv: string): Promise<NewFiles> => ({
  instance: filledYaml(await template('instance.yaml.example'), answers),
  env: filledEnv(await template('.env.template'), { ...placesOf(answers), ...secretsOf(olderEnv) }),
});

const template = async (name: string): Promise<string> => {
  const path = fileURLToPath(new URL(`../../config/${name}`, import.meta.url));
  const text = await readFile(path, 'utf8').catch(ignoreMissing);
  if (text === undefined) throw hostNotHere({ command: 'setup init', path });
  // The first paragraph says what to do with a template.
  return text.replace(/^(?:#.*\n)+\n/, head);
};

const head =
  '# Written by `agnes setup init`; every key is described in docs/configuration.md and config/.env.template.\n\n';

/** By lines, not as a document: every comment of the template stays where it helps. JSON is YAML. */
const filledYaml = (text: string, { name, allowedDomain, url, port, dataDir }: Answers): string => {
  const lines: readonly (readonly [key: string, value: string | number | undefined])[] = [
    ['  name: ', name],
    ['  allowed_domain: ', allowedDomain],
    ['  hostname: ', url?.hostname],
    ['  port: ', port],
    ['  # url: ', url?.origin],
    ['# data_dir: ', dataDir],
  ];
  return lines.reduce((filled, [key, value]) => {
    if (value === undefined) return filled;
    return filled.replace(new RegExp(`^${key}.*$`, 'm'), () => key.replace('# ', '') + JSON.stringify(value));
  }, text);
};

/** The port is in both files: containers publish that of `.env`. */
const placesOf = ({ url, port }: Answers): Readonly<Record<string, string>> => ({
  ...(port !== undefined && { PORT: String(port) }),
  ...(url && { SERVER_URL: url.origin }),
  ...(url?.protocol === 'https:' && { DOMAIN: url.hostname }),
});

const secretsOf = (olderEnv: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    secretNames.map((name) => [name, valueIn(olderEnv, name) ?? randomBytes(32).toString('base64url')]),
  );

/** What a name has in a `.env`, as it is written there; of several the last counts, as it does for containers. */
const valueIn = (env: string, name: string): string | undefined => {
  const lines = env.matchAll(new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=(.*)$`, 'gm'));
  const value = [...lines].at(-1)?.[1]?.trim();
  return value && !/^(?:#|""|'')/.test(value) ? value : undefined;
};

const filledEnv = (text: string, values: Readonly<Record<string, string>>): string =>
  Object.entries(values).reduce(
    (filled, [name, value]) => filled.replace(new RegExp(`^${name}=$`, 'm'), () => `${name}=${value}`),
    text,
  );
