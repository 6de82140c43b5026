const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** A size for people: `13.5 MB`. Units are powers of 1,000. */
export const sizeOf = (bytes: number): string => {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** step;
  return `${value.toFixed(step === 0 || value >= 100 ? 0 : 1)} ${units[step]}`;
};

/** A count for people: `3,000,000`. */
export const countOf = (count: number): string => count.toLocaleString('en-US');

const spans = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
];

/** How long ago, for people: `3 hours ago`. */
export const agoOf = (then: Date, now: number): string => {
  const age = now - then.getTime();
  const span = spans.find(({ ms }) => age >= ms);
  if (!span) return 'just now';
  return `${amountOf(Math.floor(age / span.ms), span.unit)} ago`;
};

/** A point in time as `moment.mustache` shows it; without `iso` it is only the words. */
export interface Moment {
  readonly text: string;
  readonly iso?: string;
  readonly exact?: string;
}

/** A point in time for people: how far away, and exactly. */
export const momentOf = (
  iso: string | null | undefined,
  now: number,
  { none = 'never' }: { readonly none?: string } = {},
): Moment => {
  if (iso === null || iso === undefined) return { text: none };
  const then = new Date(iso);
  const exact = `${then.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const text = then.getTime() > now ? aheadOf(then, now) : agoOf(then, now);
  return { text, iso, exact };
};

const aheadOf = (then: Date, now: number): string => {
  const ahead = then.getTime() - now;
  const span = spans.find(({ ms }) => ahead >= ms) ?? { unit: 'minute', ms: 60_000 };
  return `in ${amountOf(Math.max(1, Math.round(ahead / span.ms)), span.unit)}`;
};

/** A number of things for people: `1 person`, `2 people`. */
export const amountOf = (count: number, one: string, many = `${one}s`): string =>
  `${countOf(count)} ${count === 1 ? one : many}`;
