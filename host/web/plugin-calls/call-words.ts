import type { Chip } from '../chips.ts';

const chips: Readonly<Record<string, Chip>> = {
  ok: { kind: 'on', text: 'Answered' },
  pass: { kind: 'plain', text: 'Nothing to say' },
  veto: { kind: 'warn', text: 'Refused it' },
  error: { kind: 'error', text: 'Failed' },
  timeout: { kind: 'error', text: 'Too slow' },
  bad_result: { kind: 'error', text: 'Wrong answer' },
  skipped: { kind: 'off', text: 'Left out' },
};

/** The chip of a call, by how it ended. */
export const callChip = (outcome: string): Chip => chips[outcome] ?? { kind: 'plain', text: outcome };

/** Ways in which a call ends, with what they are called. */
export const outcomeLabels: readonly (readonly [string, string])[] = Object.entries(chips).map(
  ([outcome, { text }]) => [outcome, text],
);

const longest = 4_000;

/** A value as a page shows it: indented, and no more than is read there. */
export const jsonText = (value: unknown): string => {
  const text = value === undefined ? '' : JSON.stringify(value, null, 2);
  return text.length > longest ? `${text.slice(0, longest)}\n… the API has all of it.` : text;
};
