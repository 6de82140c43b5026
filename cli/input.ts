import { badUsage } from './errors.ts';

type Options = Readonly<Record<string, unknown>>;

/** The arguments and options of one call, read by their long names. */
export class Input {
  readonly args: readonly string[];
  readonly #options: Options;

  constructor(args: readonly string[], options: Options) {
    this.args = args;
    this.#options = options;
  }

  /** The value of an option, absent when it was not given. */
  text(name: string): string | undefined {
    const value = this.#options[keyOf(name)];
    return typeof value === 'string' ? value : undefined;
  }

  /** Fields on the wire whose options were given, and no other. */
  fields(options: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.entries(options).flatMap(([field, option]) => {
        const value = this.text(option);
        return value === undefined ? [] : [[field, value]];
      }),
    );
  }

  /** Every value of an option that may be repeated. */
  texts(name: string): readonly string[] {
    const value = this.#options[keyOf(name)];
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** True when a switch was given; `no-x` counts as given when `x` was turned off. */
  on(name: string): boolean {
    return name.startsWith('no-')
      ? this.#options[keyOf(name.slice(3))] === false
      : this.#options[keyOf(name)] === true;
  }

  /** A whole number within limits; `undefined` when the option was not given. */
  integer(name: string, { min, max }: { min: number; max: number }): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw badUsage({
        reason: `--${name} must be a whole number from ${min} to ${max}, not "${text}".`,
        hint: `Example: --${name} ${min}`,
      });
    }
    return value;
  }
}

const keyOf = (name: string): string =>
  name.replace(/-(.)/g, (_match, letter: string) => letter.toUpperCase());
