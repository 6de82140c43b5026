import type { Secret } from '@agnes/sdk';

/** Shorter values would blank out words that have nothing to do with them. */
const shortest = 6;

/** Knows the secrets in use and takes them out of text, by value and in the encodings they travel in. */
export class Scrubber {
  readonly #forms = new Set<string>();

  add(secret: Secret): void {
    const value = secret.reveal();
    if (value.length < shortest) return;
    const bytes = Buffer.from(value);
    const forms = [value, encodeURIComponent(value), bytes.toString('base64'), bytes.toString('base64url')];
    for (const form of [...forms, JSON.stringify(value).slice(1, -1)]) this.#forms.add(form);
  }

  scrub(text: string): string {
    const longestFirst = [...this.#forms].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
  }
}
