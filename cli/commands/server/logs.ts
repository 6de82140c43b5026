import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Run } from '../../command.ts';
import { badUsage } from '../../errors.ts';
import type { Input } from '../../input.ts';
import { projectOf } from '../../server/project.ts';
import type { Session } from '../../session/session.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** What the containers say: as docker prints it, or with `--json` an object a line. */
export const run: Run = async (input, session) => {
  const tail = input.integer('tail', { min: 0, max: 1_000_000 });
  const since = sinceOf(input);
  const args = [
    'logs',
    '--no-color',
    ...(input.on('follow') ? ['--follow'] : []),
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(tail === undefined ? [] : [`--tail=${tail}`]),
  ];
  const project = await projectOf(session);
  let lines = 0;
  await project.compose(args, {
    take: async (output) => {
      lines = await pass(output, session);
    },
  });
  return { data: { lines } };
};

const sinceOf = (input: Input): string | undefined => {
  const since = input.text('since');
  if (since === undefined || /^(\d+(\.\d+)?(ms|s|m|h))+$/.test(since) || !Number.isNaN(Date.parse(since)))
    return since;
  throw badUsage({
    reason: `--since is a time such as 1h, 30m or 2027-01-31T08:00:00Z, not "${since}".`,
    hint: 'Example: agnes server logs --since 1h',
  });
};

const pass = async (output: Readable, { out }: Session): Promise<number> => {
  let lines = 0;
  for await (const line of createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY })) {
    lines += 1;
    const [, container = '', said = line] = /^(\S+)\s+\| ?(.*)$/.exec(line) ?? [];
    // Containers say what they like; a terminal must not obey it.
    if (out.manner.json) await out.json({ event: 'log', container, line: said });
    else await out.lines([safeText(line)]);
  }
  return lines;
};
