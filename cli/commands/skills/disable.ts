import type { Run } from '../../command.ts';
import { choosePlugin } from '../../skills/choose-plugin.ts';

/** Switches a plugin off; one that is required stays on, and says so. */
export const run: Run = (input, session) => choosePlugin(session, input.args[0] ?? '', false);
