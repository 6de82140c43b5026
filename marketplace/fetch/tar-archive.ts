import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isPlatformError } from '@agnes/sdk/errors';
import { extract, type Header } from 'tar-stream';
import { packageRefused } from '../errors.ts';
import { type ArchiveEntry, archiveRoot, belowRoot, checkKind } from './archive-entry.ts';
import type { Unpacking } from './unpacking.ts';

const kinds: Readonly<Record<string, ArchiveEntry['kind']>> = {
  file: 'file',
  'contiguous-file': 'file',
  directory: 'folder',
  symlink: 'link',
  link: 'link',
  'character-device': 'device',
  'block-device': 'device',
  fifo: 'device',
};

/** Unpacks a tgz: once to look at every member, once to write. */
export const unpackTar = async (file: string, { writer, path, signal }: Unpacking): Promise<void> => {
  const paths: string[] = [];
  const look = async (entry: ArchiveEntry): Promise<void> => {
    checkKind(entry);
    if (entry.kind === 'file') paths.push(entry.path);
    if (paths.length > writer.mostEntries) writer.announce(entry.path, paths.length);
  };
  const terms = { signal, mostBytes: writer.mostStreamed };
  await eachMember(file, look, terms);
  const root = archiveRoot(paths, path);
  for (const full of paths) {
    const name = belowRoot(full, root);
    if (name !== undefined) writer.announce(name);
  }
  const write = async (entry: ArchiveEntry, content: AsyncIterable<Uint8Array>): Promise<void> => {
    const name = entry.kind === 'file' ? belowRoot(entry.path, root) : undefined;
    if (name !== undefined) await writer.write({ ...entry, path: name, content }, signal);
  };
  await eachMember(file, write, terms);
};

type Member = (entry: ArchiveEntry, content: AsyncIterable<Uint8Array>) => Promise<void>;

const eachMember = async (
  file: string,
  member: Member,
  { signal, mostBytes }: { readonly signal: AbortSignal; readonly mostBytes: number },
): Promise<void> => {
  const members = extract();
  let working: Promise<void> = Promise.resolve();
  members.on('entry', (header, content, next) => {
    // A member that breaks off is told by the pipeline, too; without a listener it would end the process.
    content.on('error', () => {});
    working = member(described(header), bytesOf(content));
    working.then(() => {
      content.resume();
      next();
    }, next);
  });
  try {
    await pipeline(createReadStream(file), createGunzip(), atMost(mostBytes), members, { signal });
  } catch (cause) {
    // A member that is refused closes the stream, which then complains of that.
    const own = await working.catch((refused: unknown) => refused);
    throw isPlatformError(own) ? own : cause;
  }
};

async function* bytesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
}

const described = ({ name, type, mode }: Header): ArchiveEntry => ({
  path: name.replace(/^(\.\/)+/, '').replace(/^\.$/, ''),
  kind: kinds[type ?? 'file'] ?? 'other',
  isExecutable: ((mode ?? 0) & 0o100) !== 0,
});

/** Headers are no content, yet a long one is held in memory: what is unpacked is bounded as a whole, too. */
const atMost = (mostBytes: number): Transform => {
  let bytes = 0;
  return new Transform({
    transform: (chunk: Uint8Array, _, done) => {
      bytes += chunk.length;
      if (bytes <= mostBytes) return done(null, chunk);
      const rule = `unpacks to more than ${mostBytes} bytes`;
      done(
        packageRefused({
          thing: 'the archive',
          rule,
          next: 'Make the package smaller, then publish a new version.',
        }),
      );
    },
  });
};
