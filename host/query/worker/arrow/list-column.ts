import type { Data, DataType } from 'apache-arrow';
import { isSet } from './bits.ts';
import type { Column } from './column.ts';
import { columnData } from './column-data.ts';
import { Offsets } from './offsets.ts';
import { elementsOf, type Rows, valuesIn } from './raw-vector.ts';
import { Validity } from './validity.ts';

/** An entry of DuckDB: where the elements of a list begin and how many they are, 64 bits each. */
const entrySize = 16;

/** Lists of any length; maps are lists of their entries. */
export class ListColumn implements Column {
  readonly #validity = new Validity();
  readonly #offsets = new Offsets();
  readonly #type: DataType;
  readonly #elements: Column;

  constructor(type: DataType, elements: Column) {
    this.#type = type;
    this.#elements = elements;
  }

  get size(): number {
    return this.#elements.size;
  }

  add(rows: Rows): void {
    const lists = listsIn(rows, this.#validity.add(rows));
    const vector = elementsOf(rows.vector);
    for (const run of joined(lists)) this.#elements.add({ vector, ...run });
    this.#offsets.add(Uint32Array.from(lists, ({ count }) => count));
  }

  data(): Data<DataType> {
    const { view: offsets } = this.#offsets;
    return columnData(this.#type, { validity: this.#validity, offsets, children: [this.#elements.data()] });
  }

  clear(): void {
    this.#validity.clear();
    this.#offsets.clear();
    this.#elements.clear();
  }
}

/** Elements that lie side by side. */
interface Run {
  readonly start: number;
  readonly count: number;
}

const none: Run = { start: 0, count: 0 };

const listsIn = (rows: Rows, valid: Uint8Array | undefined): readonly Run[] => {
  const entries = valuesIn(rows, entrySize);
  // The lower halves of the words: no vector holds 2^32 elements.
  const words = new Uint32Array(entries.buffer, entries.byteOffset, rows.count * 4);
  return Array.from({ length: rows.count }, (_, index) =>
    // The entry of a NULL may be anything.
    valid && !isSet(valid, rows.start + index)
      ? none
      : { start: words[index * 4] ?? 0, count: words[index * 4 + 2] ?? 0 },
  );
};

/** Lists one after another mostly lie side by side: their elements are copied at once. */
function* joined(lists: readonly Run[]): Generator<Run> {
  let open = none;
  for (const { start, count } of lists.filter((list) => list.count > 0)) {
    if (start === open.start + open.count) open = { start: open.start, count: open.count + count };
    else {
      if (open.count > 0) yield open;
      open = { start, count };
    }
  }
  if (open.count > 0) yield open;
}
