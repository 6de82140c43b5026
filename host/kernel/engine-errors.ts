import { defineError } from '@agnes/sdk';

/** What a plugin was asked, and why there is no answer. */
export interface LostEngine extends Readonly<Record<string, unknown>> {
  readonly plugin: string;
  readonly reason: string;
}

/** The process of an engine ended, or broke the protocol, while it was asked. */
export const engineLost = defineError<LostEngine>({
  code: 'engine_lost',
  kind: 'upstream',
  message: ({ plugin, reason }) => `The engine of "${plugin}" ended before it had answered: ${reason}`,
  hint: 'Ask again: a new process is started for it. If it stays, report it to the author of the plugin.',
});
