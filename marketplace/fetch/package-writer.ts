import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { packageRefused } from '../errors.ts';
import { FileNames, shown } from '../file-names.ts';
import type { PackageLimits } from '../limits.ts';
import { overLimit } from '../mirror/tree-listing.ts';

/** A file on its way into a package. */
export interface ComingFile {
  readonly path: string;
  readonly isExecutable: boolean;
  readonly content: AsyncIterable<Uint8Array>;
}

const next = 'Make the package smaller, then publish a new version.';

/** Writes the files of one package into a fresh folder and counts what is written, not what was announced. */
export class PackageWriter {
  readonly #names = new FileNames();
  readonly #into: string;
  readonly #limits: PackageLimits;
  readonly #mostBytes: number;
  #files = 0;
  #bytes = 0;

  /** `sentBytes` are those of the archive, when there is one: they bound what may come out of it. */
  constructor(into: string, limits: PackageLimits, sentBytes?: number) {
    this.#into = into;
    this.#limits = limits;
    this.#mostBytes =
      sentBytes === undefined ? limits.bytes : Math.min(limits.bytes, sentBytes * limits.ratio);
  }

  /** Members an archive may have at all, those beside the package too. */
  get mostEntries(): number {
    return this.#limits.files * 2;
  }

  /** Bytes that may come out of an archive at all: content, headers and padding. */
  get mostStreamed(): number {
    return this.#mostBytes + this.mostEntries * 2048;
  }

  /** Checks a name as the next one of the package; `files` is how many there are when others were not announced. */
  announce(path: string, files = this.#files + 1): void {
    this.#files = files;
    this.#check(path, 0);
    this.#names.add(path);
  }

  /** Writes a file that was announced. */
  async write({ path, isExecutable, content }: ComingFile, signal: AbortSignal): Promise<void> {
    const to = join(this.#into, path);
    await mkdir(dirname(to), { recursive: true });
    const file = createWriteStream(to, { flags: 'wx', mode: isExecutable ? 0o755 : 0o644 });
    await pipeline(Readable.from(content), this.#counted(path), file, { signal });
  }

  #counted(path: string): Transform {
    let fileBytes = 0;
    return new Transform({
      transform: (chunk: Uint8Array, _, done) => {
        fileBytes += chunk.length;
        this.#bytes += chunk.length;
        try {
          this.#check(path, fileBytes);
          done(null, chunk);
        } catch (cause) {
          done(cause instanceof Error ? cause : null);
        }
      },
    });
  }

  #check(path: string, fileBytes: number): void {
    const rule = overLimit({ files: this.#files, bytes: this.#bytes, fileBytes }, this.#limits);
    if (rule !== undefined) throw packageRefused({ thing: shown(path), rule, next });
    if (this.#bytes <= this.#mostBytes) return;
    const bomb = `unpacks to more than ${this.#limits.ratio} times the size of its archive`;
    throw packageRefused({ thing: shown(path), rule: bomb, next });
  }
}
