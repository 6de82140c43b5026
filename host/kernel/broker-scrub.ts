import type { Secret } from '@agnes/sdk';
import type { Body } from './broker-body.ts';

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
    forms.push(bytes.toString('hex'));
    for (const form of [...forms, JSON.stringify(value).slice(1, -1)]) this.#forms.add(form);
  }

  scrub(text: string): string {
    const longestFirst = [...this.#forms].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
  }

  /** The same for a body on its way into a file; what is cut in two on the way is found as well. */
  clean(body: Body): Body {
    let held = new Uint8Array();
    const scrubbing = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, out) => {
        const all = this.#scrubbed(Buffer.concat([held, chunk]));
        const kept = Math.min(all.length, this.#longest() - 1);
        held = new Uint8Array(all.subarray(all.length - kept));
        out.enqueue(new Uint8Array(all.subarray(0, all.length - kept)));
      },
      flush: (out) => out.enqueue(held),
    });
    return body && this.#forms.size > 0 ? body.pipeThrough(scrubbing) : body;
  }

  #longest(): number {
    return Math.max(1, ...[...this.#forms].map((form) => Buffer.byteLength(form)));
  }

  // Bytes are what they are: only where one of the forms stands they are taken for text.
  #scrubbed(bytes: Buffer): Buffer {
    const isClean = [...this.#forms].every((form) => !bytes.includes(form));
    if (isClean) return bytes;
    const found = [...this.#forms]
      .sort((a, b) => b.length - a.length)
      .map((form) => Buffer.from(form).toString('latin1'));
    const text = found.reduce((rest, form) => rest.replaceAll(form, '[secret]'), bytes.toString('latin1'));
    return Buffer.from(text, 'latin1');
  }
}
