import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { failureOf } from '../../extract/failure.ts';
import { demand } from './demand.ts';

/** Hears all that a plugin says and leaves, and finds secrets in it. */
export class Listener {
  readonly #said: string[] = [];
  readonly #needles: readonly string[];

  constructor(secrets: readonly string[]) {
    for (const secret of secrets) {
      demand(secret.length >= shortest, 'A secret under test has eight characters or more', secret.length);
    }
    this.#needles = secrets.flatMap(spellings);
  }

  /** A message, a line of a log, whatever a call gave, or an error with all that hangs on it. */
  hear(value: unknown): void {
    const whole = typeof value === 'string' ? value : inspect(value, everything);
    this.#said.push(whole, value instanceof Error ? JSON.stringify(failureOf(value)) : '');
  }

  /** What lies in a folder, names and contents. */
  async search(folder: string): Promise<void> {
    for (const path of await filesBelow(folder)) {
      this.#said.push(path, (await readFile(path)).toString('utf8'));
    }
  }

  /** Ends the check when a secret turned up. */
  assertSilence(): void {
    const leak = this.#said.find((text) => this.#needles.some((needle) => text.includes(needle)));
    demand(
      leak === undefined,
      'No secret occurs in a message, a log, an error or a file',
      this.#hidden(leak ?? ''),
    );
  }

  #hidden(text: string): string {
    return this.#needles
      .reduce((left, needle) => left.replaceAll(needle, '<the secret>'), text)
      .slice(0, 500);
  }
}

const everything = { depth: 12, maxStringLength: null, maxArrayLength: null };
const shortest = 8;
const longLine = 24;

/** A secret as it is, as it stands in addresses and headers, and line by line where it is a key. */
const spellings = (secret: string): readonly string[] => {
  const lines = secret.split(/\n|\\n/).filter((line) => line.length > longLine && !line.startsWith('-----'));
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64'), ...lines];
};

/** Every file in a folder and the folders in it. */
export const filesBelow = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
