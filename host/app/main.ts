import { isPlatformError } from '@agnes/sdk/errors';
import { auditVerify } from './audit-verify.ts';
import { breakGlass } from './break-glass.ts';
import { checkConfig, explainConfig } from './config-commands.ts';
import { demo } from './demo.ts';
import { exitCode } from './exit-code.ts';
import type { Invocation } from './invocation.ts';
import { serve } from './serve.ts';
import { runService } from './service.ts';
import { setupCode } from './setup-code.ts';
import { processTerminal } from './terminal.ts';

type Command = (invocation: Invocation) => Promise<number>;

const commands: Readonly<Record<string, Command>> = {
  serve,
  demo,
  'config-check': checkConfig,
  'config-explain': explainConfig,
  'setup-code': setupCode,
  'break-glass': breakGlass,
  'audit-verify': auditVerify,
  service: runService,
};

/** Runs one of the host's programs and resolves to its exit code. */
export const main = async ({
  argv,
  env,
}: {
  argv: readonly string[];
  env: Invocation['env'];
}): Promise<number> => {
  const [name = 'serve', ...args] = argv;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    processTerminal.warn(`There is no program "${name}". There are: ${Object.keys(commands).join(', ')}.`);
    return exitCode.badArguments;
  }
  try {
    return await command({ args, env, terminal: processTerminal });
  } catch (cause) {
    return explainFailure(cause);
  }
};

const codeOf: Readonly<Record<string, number>> = {
  config_invalid: exitCode.configOrSchema,
  config_missing: exitCode.configOrSchema,
  required_plugin: exitCode.configOrSchema,
  secret_too_short: exitCode.configOrSchema,
  sign_in_method_unknown: exitCode.configOrSchema,
  secrets_equal: exitCode.configOrSchema,
  scheduler_setting_invalid: exitCode.configOrSchema,
  server_url_invalid: exitCode.configOrSchema,
  cors_origin_invalid: exitCode.configOrSchema,
  dev_mode_refused: exitCode.configOrSchema,
  dev_mode_invalid: exitCode.configOrSchema,
  outbox_key_invalid: exitCode.configOrSchema,
  state_newer: exitCode.configOrSchema,
  state_history: exitCode.configOrSchema,
  state_migration_failed: exitCode.configOrSchema,
  state_no_space: exitCode.configOrSchema,
  state_locked: exitCode.stateDamaged,
  state_unreadable: exitCode.stateDamaged,
  state_missing: exitCode.configOrSchema,
  data_folder_unusable: exitCode.stateDamaged,
  cannot_listen: exitCode.portInUse,
};

const explainFailure = (cause: unknown): number => {
  if (!isPlatformError(cause)) throw cause;
  processTerminal.warn(`${cause.message}\n${cause.hint}`);
  return codeOf[cause.code] ?? exitCode.failed;
};
