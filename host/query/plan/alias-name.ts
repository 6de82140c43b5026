import { isStrictIdentifier } from '../../registry/identifier.ts';
import { hybridRefused } from './errors.ts';
import { partOf } from './hybrid-refusal.ts';

/** Throws for a name that is no identifier, that the engine has a meaning for, or that is there twice. */
export const checkAliases = (aliases: readonly string[]): void => {
  const seen = new Set<string>();
  const [tooMany] = aliases.slice(mostAliases);
  if (tooMany !== undefined) throw refused(tooMany, `more than ${mostAliases} were registered`);
  for (const alias of aliases) {
    const name = alias.toLowerCase();
    if (!isStrictIdentifier(alias))
      throw refused(alias, 'it is no plain identifier of at most 64 characters');
    if (reserved.has(name) || engineName.test(name)) throw refused(alias, 'it is a name of the engine');
    if (seen.has(name)) throw refused(alias, 'it is registered twice');
    seen.add(name);
  }
};

/** Each is a statement of its own at its source. */
const mostAliases = 20;

const refused = (alias: string, why: string): Error =>
  hybridRefused({
    part: partOf(alias),
    fault: 'query_error',
    reason: `the alias cannot be used: ${why}`,
    remedy: 'Call it by letters, digits and _, beginning with a letter.',
  });

const reserved: ReadonlySet<string> = new Set(['main', 'memory', 'temp', 'system', 'information_schema']);
const engineName = /^(pg_|duckdb_|sqlite_|pragma_|__)/;
