const shape =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * An instant in UTC to the microsecond, as ISO text. Jira writes `2024-05-31T23:30:00.000+0200`; without an offset it
 * is UTC, and what is no date is nothing.
 */
export const instantOf = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  const [match, , , , hours = '00', minutes = '00', seconds = '00', fraction = '', zone = 'Z'] =
    shape.exec(value.trim()) ?? [];
  if (match === undefined || zone === undefined) return null;
  const day = match.slice(0, 10);
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const ms = Date.parse(`${day}T${hours}:${minutes}:${seconds}${offset}`);
  if (Number.isNaN(ms) || !isDay(day)) return null;
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  return `${new Date(ms).toISOString().slice(0, 19)}.${micros}Z`;
};

/** Milliseconds of an instant; nothing of what is none. */
export const millisOf = (value: unknown): number | undefined => {
  const instant = instantOf(value);
  return instant === null ? undefined : Date.parse(instant);
};

/** The month, in UTC, that an instant lies in: `2024-05`. */
export const monthOf = (value: unknown): string | undefined => instantOf(value)?.slice(0, 7);

// `2024-02-30` is parsed as the first of March.
const isDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) === day;
