import type { Answer, AuthorRequest } from './answer.ts';
import { cassetteChecks } from './cassette-checks.ts';
import { kitFailed, noCassette } from './errors.ts';
import { readCassettes } from './fixtures.ts';
import { runChecks } from './kit.ts';
import { openPlugin } from './open-plugin.ts';
import { linesOf } from './test-lines.ts';

/** Checks, lists and reads against what was recorded, and says what is another than it was. */
export const replayPlugin = async ({ folder, name }: AuthorRequest): Promise<Answer> => {
  const plugin = await openPlugin(folder);
  const all = await readCassettes(plugin);
  const cassettes = new Map([...all].filter(([one]) => name === undefined || one === name));
  if (cassettes.size === 0) throw noCassette({});
  const results = await runChecks(cassetteChecks(plugin, cassettes), []);
  const failed = results.filter(({ status }) => status === 'failed').length;
  const { message, code, kind, hint } = kitFailed({ failed, checks: results.length });
  return {
    data: { id: plugin.manifest.id, passed: failed === 0, checks: results },
    text: results.flatMap(linesOf),
    ...(failed > 0 && { failure: { message, code, kind, hint } }),
  };
};
