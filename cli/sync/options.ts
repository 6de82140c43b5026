import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';

/** What a sync does instead of bringing tables, and the options that then have a meaning. */
const modes: Readonly<Record<string, readonly string[]>> = {
  trigger: ['wait', 'table'],
  'docs-only': [],
  'upload-only': ['artifacts', 'dry-run'],
};
const others = ['table', 'full', 'dry-run', 'artifacts', 'parallel', 'no-prune'];

/** Refuses options that would not be obeyed together. */
export const checkOptions = (input: Input): void => {
  if (input.on('wait') && !input.on('trigger'))
    throw badUsage({ reason: '--wait goes with --trigger.', hint: 'Example: agnes sync --trigger --wait' });
  if (input.on('docs-only') && input.on('dry-run'))
    throw badUsage({
      reason: '--docs-only has no dry run.',
      hint: 'agnes rules list shows what would come.',
    });
  for (const [mode, allowed] of Object.entries(modes)) {
    if (!input.on(mode)) continue;
    const strangers = [...Object.keys(modes), ...others].filter(
      (name) => name !== mode && !allowed.includes(name) && isGiven(input, name),
    );
    if (strangers[0] === undefined) continue;
    throw badUsage({
      reason: `--${mode} and --${strangers[0]} exclude each other.`,
      hint: 'Leave one of them out; agnes sync --help says what each does.',
    });
  }
};

const isGiven = (input: Input, name: string): boolean =>
  input.on(name) || input.text(name) !== undefined || input.texts(name).length > 0;
