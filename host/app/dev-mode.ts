import { isPlatformError, type Static, Type } from '@agnes/sdk';
import { laterChecker } from '../http/later-checker.ts';
import { checkEmail } from '../identity/users/email-key.ts';
import { devModeInvalid, devModeRefused } from './errors.ts';
import type { InstanceConfig } from './instance-config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const groupList = Type.Array(
  Type.Object(
    { id: Type.String({ minLength: 1 }), name: Type.String({ minLength: 1 }) },
    { additionalProperties: false },
  ),
);
const checkGroups = laterChecker(groupList);

/** Development mode: who a request without credential comes from, and in which groups they are. */
export interface DevMode {
  readonly email: string;
  readonly groups: Static<typeof groupList>;
}

/**
 * The mode that the environment asks for, if it does.
 *
 * Throws wherever somebody else could reach the host: it is no accident that can be mended later.
 */
export const devModeOf = (
  env: Environment,
  { host, url }: Pick<InstanceConfig, 'host' | 'url'>,
): DevMode | undefined => {
  if (!/^(1|true|yes)$/i.test(env['LOCAL_DEV_MODE'] ?? '')) return undefined;
  if (!isLoopback(host)) throw devModeRefused({ reason: `it listens on ${host}, which others can reach` });
  if (url !== undefined) throw devModeRefused({ reason: `it has the public URL ${url}` });
  if (env['NODE_ENV'] === 'production') throw devModeRefused({ reason: 'NODE_ENV is production' });
  return { email: emailOf(env), groups: groupsOf(env) };
};

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);

const emailOf = (env: Environment): string => {
  const email = env['LOCAL_DEV_USER_EMAIL'] || 'dev@localhost';
  try {
    checkEmail(email);
    return email;
  } catch (cause) {
    if (!isPlatformError(cause)) throw cause;
    throw devModeInvalid({ name: 'LOCAL_DEV_USER_EMAIL', reason: cause.message }, { cause });
  }
};

const groupsOf = (env: Environment): DevMode['groups'] => {
  const text = env['LOCAL_DEV_GROUPS'];
  if (!text) return [];
  const name = 'LOCAL_DEV_GROUPS';
  const checked = checkGroups(jsonOf(text));
  if (!checked.ok)
    throw devModeInvalid({ name, reason: checked.faults[0]?.msg ?? 'it is no list of groups' });
  return checked.value;
};

// What is no JSON is no list either, and that is what the check says.
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
