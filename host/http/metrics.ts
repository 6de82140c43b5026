/** What a number is of, by the names of labels. */
export type Labels = Readonly<Record<string, string>>;

/** Some numbers under one name, in the text format of Prometheus. */
interface Metric {
  /** Lines without the last line end; nothing when there is no number yet. */
  text(): string;
}

/** Series of one name; those that would be more are added to one without labels of their own. */
const mostSeries = 2_000;

/** Something that only grows. */
export class Counter implements Metric {
  readonly #name: string;
  readonly #help: string;
  readonly #series = new Map<string, { value: number }>();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#help = help;
  }

  add(labels: Labels, by = 1): void {
    this.of(labels).value += by;
  }

  /** The one number of these labels. Whoever counts very often keeps it. */
  of(labels: Labels): { value: number } {
    const key = seriesOf(labels, this.#series);
    const series = this.#series.get(key) ?? { value: 0 };
    this.#series.set(key, series);
    return series;
  }

  text(): string {
    const lines = [...this.#series].map(([labels, { value }]) => `${this.#name}${braced(labels)} ${value}`);
    return block({ name: this.#name, help: this.#help, type: 'counter' }, lines);
  }
}

/** Values of the same labels. */
class Distribution {
  /** By bucket, each value in the first that holds it; the last is for those that none holds. */
  readonly counts: number[];
  sum = 0;
  readonly #bounds: readonly number[];

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = [...bounds, 0].map(() => 0);
  }

  observe(value: number): void {
    const found = this.#bounds.findIndex((bound) => value <= bound);
    const index = found === -1 ? this.#bounds.length : found;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sum += value;
  }
}

/** How something is distributed. */
export class Histogram implements Metric {
  readonly #name: string;
  readonly #help: string;
  readonly #buckets: readonly number[];
  readonly #series = new Map<string, Distribution>();

  constructor(name: string, help: string, buckets: readonly number[]) {
    this.#name = name;
    this.#help = help;
    this.#buckets = buckets;
  }

  observe(labels: Labels, value: number): void {
    this.of(labels).observe(value);
  }

  /** The values of these labels. Whoever observes very often keeps them. */
  of(labels: Labels): Distribution {
    const key = seriesOf(labels, this.#series);
    const series = this.#series.get(key) ?? new Distribution(this.#buckets);
    this.#series.set(key, series);
    return series;
  }

  text(): string {
    const lines = [...this.#series].flatMap(([labels, series]) => this.#lines(labels, series));
    return block({ name: this.#name, help: this.#help, type: 'histogram' }, lines);
  }

  #lines(labels: string, { counts, sum }: Distribution): readonly string[] {
    const bounds = [...this.#buckets.map(String), '+Inf'];
    let count = 0;
    const buckets = bounds.map((bound, index) => {
      count += counts[index] ?? 0;
      return this.#bucket(labels, bound, count);
    });
    return [
      ...buckets,
      `${this.#name}_sum${braced(labels)} ${sum}`,
      `${this.#name}_count${braced(labels)} ${count}`,
    ];
  }

  #bucket(labels: string, bound: string, count: number): string {
    const all = [labels, `le="${bound}"`].filter((part) => part !== '').join(',');
    return `${this.#name}_bucket{${all}} ${count}`;
  }
}

/** One number of a gauge. */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

interface Head {
  readonly name: string;
  readonly help: string;
  readonly type?: 'counter' | 'gauge' | 'histogram';
}

/** Numbers as they are now. */
export const gaugeText = (head: Head, samples: readonly Sample[]): string =>
  block(
    { type: 'gauge', ...head },
    samples.map(({ labels = {}, value }) => `${head.name}${braced(labelText(labels))} ${value}`),
  );

/** All of it as it is answered. */
export const metricsText = (blocks: readonly string[]): string =>
  blocks
    .filter((text) => text !== '')
    .map((text) => `${text}\n`)
    .join('');

const block = ({ name, help, type = 'gauge' }: Head, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');

const seriesOf = (labels: Labels, known: ReadonlyMap<string, unknown>): string => {
  const key = labelText(labels);
  return known.size < mostSeries || known.has(key) ? key : 'overflow="true"';
};

const labelText = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');

const escaped = (value: string): string =>
  /["\\\n]/.test(value)
    ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    : value;

const braced = (labels: string): string => (labels === '' ? '' : `{${labels}}`);
