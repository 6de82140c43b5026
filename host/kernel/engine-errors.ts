import { defineError } from '@agnes/sdk';

/** The process of an engine ended, or broke the protocol, while it was asked. Why is in the log: it may quote the plugin. */
export const engineLost = defineError<{ plugin: string }>({
  code: 'engine_lost',
  kind: 'upstream',
  message: ({ plugin }) => `The engine of "${plugin}" ended before it had answered.`,
  hint: 'Ask again: a new process is started for it. If it stays, an administrator finds the reason in the log of the host.',
});
