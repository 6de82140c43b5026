import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { type Readable, Readable as Streams, Transform } from 'node:stream';
import { createGzip } from 'node:zlib';
import { tarBlock, tarHeader, tarPadding } from '../../../marketplace/fetch/tar-header.ts';
import { canonicalJson, type GenerationLock, isOutside } from '../../kernel/generation-lock.ts';
import { verifiedTree } from '../../kernel/locked-plugins.ts';
import type { Tree } from '../../kernel/tree.ts';
import { bundleRefused } from '../errors.ts';
import { type Bundle, bundleFile, treesFolder } from './bundle-format.ts';

/** A bundle that can be written. */
export interface Written {
  readonly bundle: Bundle;
  /** By their names in the bundle. */
  readonly trees: ReadonlyMap<string, Tree>;
}

/** What a bundle of a generation holds: what is switched on and did not ship with the host. Throws when files are not as locked. */
export const bundleOf = async (lock: GenerationLock, store: string): Promise<Written> => {
  const entries = lock.plugins.filter((entry) => entry.enabled && !isOutside(entry));
  if (entries.length === 0)
    throw bundleRefused({
      reason: `generation ${lock.generation} has no installed plugin that is switched on`,
    });
  const sorted = entries.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const trees = new Map<string, Tree>();
  const plugins: Bundle['plugins'] = [];
  for (const [index, entry] of sorted.entries()) {
    const name = String(index + 1).padStart(3, '0');
    trees.set(name, await verifiedTree(store, entry));
    const { id, version, source, treeHash = '', grants, pinned, sources } = entry;
    const more = { ...(pinned && { pinned }), ...(sources && { sources }) };
    plugins.push({ id, version, source, treeHash, tree: name, grants, ...more });
  }
  const { generation, createdAt, host } = lock;
  return { bundle: { format: 1, generation, createdAt, host, plugins }, trees };
};

const keyOf = ({ id, version, sources = [] }: GenerationLock['plugins'][number]): string =>
  [id, version, ...sources].join(' ');

/** The bytes of a bundle: the same ones each time, whoever asks and wherever. */
export const bundleBytes = (written: Written): Readable => {
  const zipped = createGzip({ level: 9 });
  const source = Streams.from(blocks(written), { objectMode: false });
  source.once('error', (error) => zipped.destroy(error));
  const out = withoutSystem();
  zipped.once('error', (error) => out.destroy(error));
  out.once('close', () => source.destroy());
  return source.pipe(zipped).pipe(out);
};

async function* blocks({ bundle, trees }: Written): AsyncGenerator<Buffer> {
  const head = Buffer.from(canonicalJson(bundle));
  yield* [headerOf(bundleFile, head.length), head, tarPadding(head.length)];
  for (const [name, { folder, files }] of trees) {
    for (const path of [...files.keys()].sort()) {
      const size = files.get(path) ?? 0;
      yield headerOf(`${treesFolder}/${name}/${path}`, size);
      yield* exactly(join(folder, path), size);
      yield tarPadding(size);
    }
  }
  yield Buffer.alloc(2 * tarBlock);
}

async function* exactly(file: string, size: number): AsyncGenerator<Buffer> {
  let left = size;
  for await (const chunk of createReadStream(file)) {
    left -= chunk.length;
    yield chunk;
  }
  if (left !== 0) throw bundleRefused({ reason: 'a file of the store changed while it was read' });
}

const headerOf = (path: string, size: number): Buffer => {
  const header = tarHeader(path, size);
  if (!header) throw bundleRefused({ reason: `the path "${path}" is too long for an archive` });
  return header;
};

/** The byte of a gzip header that names the system it was made on; 255 is "unknown". */
const systemByte = 9;

const withoutSystem = (): Transform => {
  let position = 0;
  return new Transform({
    transform: (chunk: Buffer, _, done) => {
      const at = systemByte - position;
      position += chunk.length;
      if (at >= 0 && at < chunk.length) chunk[at] = 255;
      done(null, chunk);
    },
  });
};
