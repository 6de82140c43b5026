import { createHash, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import { integrityMismatch, packageRefused, sourceInvalid } from '../errors.ts';
import type { PackageLimits } from '../limits.ts';
import { type DownloadTerms, download } from './download.ts';
import type { SourceOf } from './package-source.ts';
import { PackageWriter } from './package-writer.ts';
import { unpackTar } from './tar-archive.ts';
import { unpackZip } from './zip-archive.ts';

/** How an archive is brought and unpacked. */
export interface ArchiveFetch extends Omit<DownloadTerms, 'mostBytes'> {
  readonly into: string;
  /** Where a download may lie while it is unpacked. */
  readonly work: string;
  readonly limits: PackageLimits;
}

/** Unpacks a tgz or zip whose bytes are those agreed on; answers their hash. */
export const unpackArchive = async (source: SourceOf<'archive'>, terms: ArchiveFetch): Promise<string> => {
  const { into, limits, signal, work } = terms;
  const wanted = wantedHash(source.integrity);
  const folder = await mkdtemp(join(work, 'archive-'));
  try {
    const file = await broughtFile(source, join(folder, 'archive'), terms);
    const bytes = (await stat(file)).size;
    const thing = source.url ?? file;
    if (bytes > limits.archiveBytes) throw packageRefused({ thing, rule: tooLarge(limits), next });
    await checkHash(file, wanted, thing);
    const writer = new PackageWriter(into, limits, bytes);
    const unpack = await unpackerOf(file, thing);
    await unpack(file, { writer, path: source.path, signal }).catch((cause: unknown) => {
      throw isOfHost(cause, signal)
        ? cause
        : packageRefused({ thing, rule: damaged, next: again }, { cause });
    });
    return `sha256-${wanted.toString('hex')}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const damaged = 'is damaged and cannot be unpacked';
const again = 'Pack the package again, or fetch it again; then name the hash of those bytes.';

/** What has a name, what the system says and what was called off is not the fault of the bytes. */
const isOfHost = (cause: unknown, signal: AbortSignal): boolean =>
  isPlatformError(cause) || signal.aborted || (cause instanceof Error && 'syscall' in cause);

const next = 'Pack the package again as a tgz or zip, and smaller.';
const tooLarge = ({ archiveBytes }: PackageLimits) =>
  `is larger than the ${archiveBytes} bytes allowed for an archive`;

const wantedHash = (integrity: string): Buffer => {
  const [, hex, base64] = /^sha256[-:](?:([0-9a-fA-F]{64})|([A-Za-z0-9+/]{43}=))$/.exec(integrity) ?? [];
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  throw sourceInvalid({
    what: 'integrity',
    value: integrity.slice(0, 100),
    rule: 'is not sha256- and a hash',
  });
};

const broughtFile = async (
  { file, url }: SourceOf<'archive'>,
  to: string,
  terms: ArchiveFetch,
): Promise<string> => {
  if (url !== undefined && file === undefined) {
    await download(url, to, { ...terms, mostBytes: terms.limits.archiveBytes });
    return to;
  }
  const isFile =
    file !== undefined &&
    url === undefined &&
    isAbsolute(file) &&
    (await stat(file).catch(() => undefined))?.isFile();
  if (isFile) return file;
  throw sourceInvalid({
    what: 'archive',
    value: file ?? '',
    rule: 'is not the whole path of one file on the machine of the host, or one address',
  });
};

const checkHash = async (file: string, wanted: Buffer, source: string): Promise<void> => {
  const sum = createHash('sha256');
  await pipeline(createReadStream(file), sum);
  const actual = sum.digest();
  if (timingSafeEqual(actual, wanted)) return;
  throw integrityMismatch({ source, expected: wanted.toString('hex'), actual: actual.toString('hex') });
};

/** By the first bytes: a name may say anything. */
const unpackerOf = async (file: string, thing: string) => {
  await using handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
  if (buffer.readUInt16BE(0) === 0x1f8b) return unpackTar;
  if (buffer.readUInt32BE(0) === 0x504b0304) return unpackZip;
  throw packageRefused({ thing, rule: 'is neither a tgz nor a zip', next });
};
