import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { PlatformError } from '@agnes/sdk/errors';
import { badFile } from '../errors.ts';
import type { Candidate } from './candidates.ts';
import { Redactor } from './redact.ts';

/** A file as it leaves this machine, and what is known of it once it has been read. */
export interface CleanFile {
  readonly bytes: AsyncGenerator<Buffer>;
  /** Of the file as it lay there when it was read, and of what left. */
  /** What went wrong when it was read. */
  readonly fault: () => PlatformError | undefined;
  readonly digests: () => { readonly local: string; readonly sent: string; readonly bytes: number };
}

/** Reads a file and takes secrets out of it; what is no text leaves as it is. */
export const cleanFile = (
  { path, kind }: Pick<Candidate, 'path' | 'kind'>,
  secrets: readonly string[],
): CleanFile => {
  const [local, sent] = [createHash('sha256'), createHash('sha256')];
  let read = 0;
  let fault: PlatformError | undefined;
  const raw = async function* (): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of createReadStream(path)) {
        local.update(chunk);
        read += chunk.length;
        yield chunk;
      }
    } catch (cause) {
      fault = badFile({ path, reason: 'it cannot be read', hint: 'Look at its rights.' }, { cause });
      throw cause;
    }
  };
  const clean = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of redacted(raw(), new Redactor(secrets), kind !== 'artifact' || undefined)) {
      sent.update(chunk);
      yield chunk;
    }
  };
  return {
    bytes: clean(),
    fault: () => fault,
    digests: () => ({ local: local.digest('hex'), sent: sent.digest('hex'), bytes: read }),
  };
};

const redacted = async function* (
  chunks: AsyncIterable<Buffer>,
  redactor: Redactor,
  surely: true | undefined,
): AsyncGenerator<Buffer> {
  const held: string[] = [];
  let isText: boolean | undefined = surely;
  for await (const chunk of chunks) {
    isText ??= !chunk.includes(0);
    const end = isText ? chunk.lastIndexOf('\n') + 1 : 0;
    if (!isText) yield chunk;
    else if (end === 0) held.push(chunk.toString('latin1'));
    else {
      held.push(chunk.toString('latin1', 0, end));
      yield inLines(held.splice(0).join(''), redactor);
      held.push(chunk.toString('latin1', end));
    }
  }
  if (held.length > 0) yield inLines(held.join(''), redactor);
};

const inLines = (text: string, redactor: Redactor): Buffer =>
  Buffer.from(
    text
      .split(/(?<=\n)/)
      .map((line) => redactor.line(line))
      .join(''),
    'latin1',
  );
