import { GrowingBytes } from './growing-bytes.ts';

/** Bits in the order of Arrow, lowest first, with a count of those that are zero. */
export class Bits {
  readonly #bytes = new GrowingBytes();
  #length = 0;
  #zeros = 0;

  get zeros(): number {
    return this.#zeros;
  }

  get view(): Uint8Array {
    return this.#bytes.view;
  }

  /** Adds ones. */
  fill(count: number): void {
    this.#add(count, { byte: () => 0xff, bit: () => true });
  }

  /** Adds bits of `source` from its bit `start` on. */
  copy(source: Uint8Array, start: number, count: number): void {
    const bit = (index: number): boolean => isSet(source, start + index);
    const byte = start % 8 === 0 ? (index: number) => source[start / 8 + index] ?? 0 : eightOf(bit);
    this.#add(count, { byte, bit });
  }

  /** Adds a bit for each of `bytes`, zero for zero. */
  pack(bytes: Uint8Array): void {
    const bit = (index: number): boolean => bytes[index] !== 0;
    this.#add(bytes.length, { byte: eightOf(bit), bit });
  }

  clear(): void {
    this.#bytes.clear();
    this.#length = 0;
    this.#zeros = 0;
  }

  /** Whole bytes where a byte begins, single bits before and after. */
  #add(count: number, { byte, bit }: Source): void {
    const head = Math.min(count, (8 - (this.#length % 8)) % 8);
    for (let index = 0; index < head; index += 1) this.#push(bit(index));
    const whole = head === 0 ? count >> 3 : 0;
    const target = this.#bytes.extend(whole);
    for (let index = 0; index < whole; index += 1) {
      const value = byte(index);
      target[index] = value;
      this.#zeros += zerosIn[value] ?? 0;
    }
    this.#length += whole * 8;
    for (let index = head + whole * 8; index < count; index += 1) this.#push(bit(index));
  }

  #push(value: boolean): void {
    const place = this.#length % 8;
    if (place === 0) this.#bytes.extend(1)[0] = 0;
    const { view } = this.#bytes;
    if (value) view[view.length - 1] = (view[view.length - 1] ?? 0) | (1 << place);
    else this.#zeros += 1;
    this.#length += 1;
  }
}

/** Where added bits come from; `byte` is only asked for when the first bit begins a byte. */
interface Source {
  readonly byte: (index: number) => number;
  readonly bit: (index: number) => boolean;
}

/** Whether a bit of a bitmap is one. */
export const isSet = (bits: Uint8Array, index: number): boolean =>
  ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;

const eightOf =
  (bit: (index: number) => boolean) =>
  (byte: number): number => {
    let value = 0;
    for (let index = 0; index < 8; index += 1) if (bit(byte * 8 + index)) value |= 1 << index;
    return value;
  };

const zerosIn = Uint8Array.from({ length: 256 }, (_, byte) => {
  let zeros = 8;
  for (let rest = byte; rest > 0; rest >>= 1) zeros -= rest & 1;
  return zeros;
});
