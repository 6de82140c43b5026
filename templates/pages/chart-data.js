/** Marks a chart can hold before it says nothing any more. */
const most = { bar: 40, line: 2_000, scatter: 4_000 };
const bins = 20;

const numberIn = (value) => (value === null || value === '' ? Number.NaN : Number(value));

/** A place on an axis: instants as milliseconds, numbers as they are. */
export const placeOf = (value, { temporal, numeric }) => {
  if (temporal) return value === null ? Number.NaN : Date.parse(String(value).replace(' ', 'T'));
  return numeric ? numberIn(value) : Number.NaN;
};

/** One bar for each value of `x`, rows that share it added up, the largest first unless time orders them. */
const barsOf = ({ rows, x, y }) => {
  const sums = new Map();
  for (const row of rows) {
    const height = numberIn(row[y.index]);
    const label = row[x.index] === null ? 'NULL' : String(row[x.index]);
    if (Number.isFinite(height)) sums.set(label, (sums.get(label) ?? 0) + height);
  }
  const all = [...sums].map(([label, value]) => ({ label, value }));
  const ordered = x.temporal || x.numeric ? all : all.toSorted((a, b) => b.value - a.value);
  return { marks: ordered.slice(0, most.bar), of: all.length };
};

const pointsOf = ({ rows, x, y }) =>
  rows
    .map((row) => ({ x: placeOf(row[x.index], x), y: numberIn(row[y.index]), label: String(row[x.index]) }))
    .filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));

/** Every n-th, so that no more than these are left. */
const thinned = (points, limit) => {
  const step = Math.ceil(points.length / limit) || 1;
  return { marks: points.filter((_, index) => index % step === 0), of: points.length };
};

const histogramOf = ({ rows, y }) => {
  const values = rows.map((row) => numberIn(row[y.index])).filter(Number.isFinite);
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (values.length === 0) return { marks: [], of: 0 };
  const width = (high - low || 1) / bins;
  const counts = new Array(bins).fill(0);
  for (const value of values) counts[Math.min(Math.floor((value - low) / width), bins - 1)] += 1;
  const marks = counts.map((value, index) => ({
    from: low + index * width,
    to: low + (index + 1) * width,
    value,
  }));
  return { marks, of: marks.length };
};

const makers = {
  bar: barsOf,
  line: (asked) =>
    thinned(
      pointsOf(asked).toSorted((a, b) => a.x - b.x),
      most.line,
    ),
  scatter: (asked) => thinned(pointsOf(asked), most.scatter),
  histogram: histogramOf,
};

/** The marks of a chart, and how many there would be if all fitted. */
export const marksOf = (kind, asked) => makers[kind](asked);

/** The chart that shows most of these columns: over time, of groups, of two figures, or how one is spread. */
export const bestChart = (columns) => {
  const figures = columns.filter(({ numeric }) => numeric);
  const time = columns.find(({ temporal }) => temporal);
  const group = columns.find(({ numeric, temporal }) => !numeric && !temporal);
  const [first, second] = figures;
  if (!first) return undefined;
  if (time) return { kind: 'line', x: time, y: first };
  if (group) return { kind: 'bar', x: group, y: first };
  return second ? { kind: 'scatter', x: first, y: second } : { kind: 'histogram', x: first, y: first };
};
