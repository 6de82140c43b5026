import { askHost, type LocalAnswer, type LocalRequest } from './ask-host.ts';
import type { InstanceConfig } from './instance-config.ts';
import { unknownCommand } from './local-errors.ts';

/** Has the host do something when it runs; else opens its database and does it here. */
export const runLocally = async (instance: InstanceConfig, request: LocalRequest): Promise<LocalAnswer> => {
  const told = await askHost(instance.dataDir, request);
  if (told) return told;
  // Only a host that is stopped leaves its database to us, and it takes many files to open it.
  const { openState } = await import('./open-state.ts');
  await using state = await openState(instance);
  const { command, ...rest } = request;
  const run = state.commands[command];
  if (!run) throw unknownCommand({ command });
  // Through JSON, so that the answer is the same either way.
  return JSON.parse(JSON.stringify(await run(rest)));
};
