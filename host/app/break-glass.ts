import { userInfo } from 'node:os';
import { exitCode } from './exit-code.ts';
import { basePath, instanceConfig } from './instance-config.ts';
import type { Invocation } from './invocation.ts';
import { runLocally } from './run-locally.ts';

/** `agnes admin break-glass grant-admin`: makes somebody an administrator for a day. Prints only the link on stdout. */
export const breakGlass = async ({ args, env, terminal }: Invocation): Promise<number> => {
  const [email = '', reason = ''] = args;
  const instance = await instanceConfig(basePath(env), env);
  const request = { command: 'grant-admin', email, reason, os_user: operator(env) };
  const granted = await runLocally(instance, request);
  const { email: named, endsAt, link, linkEndsAt, reactivated } = granted;
  const again = reactivated === true ? ' and active again' : '';
  terminal.warn(`${named} is an administrator until ${endsAt}${again}; all administrators are told.`);
  terminal.warn(`This link signs them in once, until ${linkEndsAt}:`);
  terminal.print(String(link));
  return exitCode.ok;
};

/** Who sits there: for the audit log, which otherwise would only know that the files were at hand. */
const operator = (env: Invocation['env']): string => {
  const name = nameOfUser();
  const behind = env['SUDO_USER'];
  return behind && behind !== name ? `${behind} as ${name}` : name;
};

const nameOfUser = (): string => {
  try {
    return userInfo().username;
  } catch {
    // Containers run under numbers that have no name.
    return `uid ${process.getuid?.()}`;
  }
};
