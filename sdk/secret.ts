const values = new WeakMap<Secret, string>();

/** A secret has no string form: printing, serialising or concatenating it gives `[secret]`. */
export class Secret {
  constructor(value: string) {
    values.set(this, value);
  }

  /** The value itself. Call it where the value leaves the process, and nowhere else. */
  reveal(): string {
    return values.get(this) ?? '';
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
