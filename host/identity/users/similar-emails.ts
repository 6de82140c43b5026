import { emailKey } from './email-key.ts';

/** At most three of the addresses that somebody may have meant, likeliest first. */
export const similarEmails = (wanted: string, known: readonly string[]): readonly string[] =>
  known
    .map((email) => ({ email, likeness: likeness(nameOf(wanted), nameOf(email)) }))
    .filter((candidate) => candidate.likeness >= 0.5)
    .sort((a, b) => b.likeness - a.likeness || (a.email < b.email ? -1 : 1))
    .slice(0, 3)
    .map(({ email }) => email);

// Most people of an instance share a domain, so it tells nothing.
const nameOf = (email: string): string => emailKey(email).split('@')[0] ?? '';

/** Share of the pairs of letters that two names have in common: 0 to 1. */
const likeness = (a: string, b: string): number => {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  const common = [...left].filter((pair) => right.has(pair));
  return (2 * common.length) / (left.size + right.size);
};

// With a sign at either end, so that names of one letter have pairs too.
const pairsOf = (name: string): ReadonlySet<string> => {
  const text = `<${name}>`;
  return new Set(Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2)));
};
