import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';

/** What says more about what the server reads. */
const ofTrigger = ['wait', 'source', 'force', 'accept-schema'];

/** What a sync does instead of bringing tables, and the options that then have a meaning. */
const modes: Readonly<Record<string, readonly string[]>> = {
  trigger: ['table', ...ofTrigger],
  'docs-only': [],
  'upload-only': ['artifacts', 'dry-run'],
};
const others = ['table', 'full', 'dry-run', 'artifacts', 'parallel', 'no-prune'];

/** Refuses options that would not be obeyed together. */
export const checkOptions = (input: Input): void => {
  const early = input.on('trigger') ? undefined : ofTrigger.find((name) => isGiven(input, name));
  if (early !== undefined)
    throw badUsage({
      reason: `--${early} goes with --trigger.`,
      hint: 'Example: agnes sync --trigger --wait',
    });
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
