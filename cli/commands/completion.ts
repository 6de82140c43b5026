import type { Run } from '../command.ts';
import { type Shell, scriptFor, shells } from '../completion/scripts.ts';
import { wordsOf } from '../completion/words.ts';
import { badUsage } from '../errors.ts';

/** The script that completes commands and options in a shell. */
export const run: Run = async ({ args: [name = ''] }, { called: { commands, rootFlags } }) => {
  const shell = shells.find((known): known is Shell => known === name);
  if (!shell) {
    const reason = `There is no completion for the shell "${name}".`;
    throw badUsage({ reason, hint: `One of ${shells.join(', ')}.` });
  }
  const script = scriptFor(shell, wordsOf(commands, rootFlags));
  return { data: { shell, script }, text: script.trimEnd().split('\n') };
};
