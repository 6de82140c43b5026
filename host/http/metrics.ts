/** What a number is of, by the names of labels. */
export type Labels = Readonly<Record<string, string>>;

/** Some numbers under one name, in the text format of Prometheus. */
export interface Metric {
  /** Lines without the last line end; nothing when there is no number yet. */
  text(): string;
}

/** Series of one name; those that would be more are added to one without labels of their own. */
const mostSeries = 2_000;

/** Something that only grows. */
export class Counter implements Metric {
  readonly #name: string;
  readonly #help: string;
  readonly #values = new Map<string, number>();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#help = help;
  }

  add(labels: Labels, by = 1): void {
    const key = seriesOf(labels, this.#values);
    this.#values.set(key, (this.#values.get(key) ?? 0) + by);
  }

  text(): string {
    const lines = [...this.#values].map(([labels, value]) => `${this.#name}${braced(labels)} ${value}`);
    return block({ name: this.#name, help: this.#help, type: 'counter' }, lines);
  }
}

interface Distribution {
  /** By bucket: how many were no larger. */
  readonly counts: number[];
  count: number;
  sum: number;
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
    const key = seriesOf(labels, this.#series);
    const series = this.#series.get(key) ?? { counts: this.#buckets.map(() => 0), count: 0, sum: 0 };
    this.#series.set(key, series);
    series.count += 1;
    series.sum += value;
    for (const [index, bound] of this.#buckets.entries())
      if (value <= bound) series.counts[index] = (series.counts[index] ?? 0) + 1;
  }

  text(): string {
    const lines = [...this.#series].flatMap(([labels, { counts, count, sum }]) => [
      ...this.#buckets.map((bound, index) => this.#bucket(labels, String(bound), counts[index] ?? 0)),
      this.#bucket(labels, '+Inf', count),
      `${this.#name}_sum${braced(labels)} ${sum}`,
      `${this.#name}_count${braced(labels)} ${count}`,
    ]);
    return block({ name: this.#name, help: this.#help, type: 'histogram' }, lines);
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
