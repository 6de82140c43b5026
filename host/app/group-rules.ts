import type { Config } from '../../config/schema.ts';
import type { GroupRule } from '../identity/groups/group-rule.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What groups of identity providers stand for, by sign-in method. For Google the environment wins over the files. */
export const groupRules = ({ auth }: Pick<Config, 'auth'>, env: Environment): Rules => {
  const google = { ...auth.groups['google'], ...fromEnvironment(env) };
  const rules = { ...auth.groups, google };
  return Object.fromEntries(Object.entries(rules).map(([method, rule]) => [method, withoutBlanks(rule)]));
};

type Rules = Readonly<Record<string, GroupRule>>;

const variables: Readonly<Record<keyof GroupRule, string>> = {
  prefix: 'AGNES_GOOGLE_GROUP_PREFIX',
  admin: 'AGNES_GROUP_ADMIN_EMAIL',
  everyone: 'AGNES_GROUP_EVERYONE_EMAIL',
};

const fromEnvironment = (env: Environment): GroupRule =>
  withoutBlanks(Object.fromEntries(Object.entries(variables).map(([part, name]) => [part, env[name]])));

/** A blank is a line of `.env` that was left empty, and no prefix that everything begins with. */
const withoutBlanks = (rule: Readonly<Record<string, string | undefined>> | GroupRule): GroupRule =>
  Object.fromEntries(
    Object.entries(rule).flatMap(([part, value]) => (value?.trim() ? [[part, value.trim()]] : [])),
  );
