import type { Run } from '../../command.ts';
import { choosePlugin } from '../../skills/choose-plugin.ts';

/** Switches a plugin on. */
export const run: Run = (input, session) => choosePlugin(session, input.args[0] ?? '', true);
