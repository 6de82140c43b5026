import { isPlatformError } from '@agnes/sdk/errors';
import { exitCode } from './exit-code.ts';
import type { Invocation } from './invocation.ts';
import { processTerminal } from './terminal.ts';

type Command = (invocation: Invocation) => Promise<number>;

// Read when it is asked for: most of these start in a fraction of what a host needs.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  demo: async () => (await import('./demo.ts')).demo,
  'config-check': async () => (await import('./config-commands.ts')).checkConfig,
  'config-explain': async () => (await import('./config-commands.ts')).explainConfig,
  'setup-code': async () => (await import('./setup-code.ts')).setupCode,
  'break-glass': async () => (await import('./break-glass.ts')).breakGlass,
  'audit-verify': async () => (await import('./audit-verify.ts')).auditVerify,
  'plugin-dev': async () => (await import('./author/dev-plugin.ts')).devPlugin,
  author: async () => (await import('./author/author.ts')).author,
  'state-export': async () => (await import('./state-export.ts')).stateExport,
  'state-import': async () => (await import('./state-import.ts')).stateImport,
  'state-restore': async () => (await import('./state-import.ts')).stateRestore,
  'state-migrate': async () => (await import('./state-migrate.ts')).stateMigrate,
  service: async () => (await import('./service.ts')).runService,
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
  const read = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!read) {
    processTerminal.warn(`There is no program "${name}". There are: ${Object.keys(commands).join(', ')}.`);
    return exitCode.badArguments;
  }
  try {
    const command = await read();
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
  export_exists: exitCode.badArguments,
  import_refused: exitCode.badArguments,
  restore_point_missing: exitCode.badArguments,
  // Of `plugin-dev`, as its siblings say it.
  plugin_folder_empty: exitCode.badArguments,
  plugin_tree_refused: exitCode.badArguments,
  manifest_invalid: exitCode.badArguments,
};

const explainFailure = (cause: unknown): number => {
  if (!isPlatformError(cause)) throw cause;
  processTerminal.warn(`${cause.message}\n${cause.hint}`);
  return codeOf[cause.code] ?? exitCode.failed;
};
