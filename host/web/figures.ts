const units = ['B', 'kB', 'MB', 'GB', 'TB'];

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
  const count = Math.floor(age / span.ms);
  return `${count} ${span.unit}${count === 1 ? '' : 's'} ago`;
};
