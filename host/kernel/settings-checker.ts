import { type Checker, checkerFor, type TSchema } from '@agnes/sdk';

const most = 500;
const known = new Map<string, Checker<unknown>>();

/**
 * A checker for settings of a plugin, made once for one content: manifests are read anew whenever plugins are replaced,
 * and compiling what they say is most of what that costs. Those that were not asked for longest go first.
 */
export const settingsChecker = (schema: TSchema): Checker<unknown> => {
  const key = JSON.stringify(schema);
  const checker = known.get(key) ?? checkerFor(schema);
  known.delete(key);
  known.set(key, checker);
  const [oldest] = known.keys();
  if (known.size > most && oldest !== undefined) known.delete(oldest);
  return checker;
};
