const minute = 60_000;
const day = 1_440 * minute;

/** Round steps that cut the way from low to high into about five. */
export const ticksOf = (low, high) => {
  const rough = (high - low || 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough * 0.999);
  const first = Math.floor(low / step);
  const count = Math.ceil(high / step - 1e-9) - first;
  return Array.from({ length: Math.max(count, 1) + 1 }, (_, index) => (first + index) * step);
};

/** Instants that cut the way into about five. */
export const instantsOf = (low, high) =>
  Array.from({ length: 5 }, (_, index) => low + ((high - low) * index) / 4);

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 });
const dates = {
  day: { dateStyle: 'medium' },
  minute: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
};

/** A number as an axis says it. */
export const numberLabel = (value) => short.format(Math.abs(value) < 1e-12 ? 0 : value);

/** An instant as an axis says it; `span` is the way of the whole axis. */
export const instantLabel = (value, span) =>
  new Intl.DateTimeFormat('en', { ...(span > 3 * day ? dates.day : dates.minute), timeZone: 'UTC' }).format(
    value,
  );

/** Puts values of a range on a range of the picture. */
export const scaleOf =
  ([low, high], [from, to]) =>
  (value) =>
    from + ((value - low) / (high - low || 1)) * (to - from);

/** The range of numbers; nothing when there are none. */
export const rangeOf = (values) =>
  values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
