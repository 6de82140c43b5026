import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import type { HttpClient } from '../http-client.ts';
import { objectOf, readJson } from '../json-values.ts';
import { badArchive } from './errors.ts';
import type { Offered } from './offered.ts';

/** A file of a plugin; its path is below the folder of the plugin. */
export interface SkillFile {
  readonly path: string;
  readonly isExecutable: boolean;
  readonly content: Buffer;
}

const mostBytes = 100 * 1024 * 1024;
const seconds = 300;

/** Brings a plugin. Archive, files and version have to be those that the server promised. */
export const fetchPlugin = async (http: HttpClient, plugin: Offered): Promise<readonly SkillFile[]> => {
  const path = `/marketplace/plugins/${encodeURIComponent(plugin.folder)}.zip`;
  const answer = await http.send({ path, seconds });
  if (answer.statusCode !== 200) throw await http.refusal(answer);
  const promised = /sha-256=:([^:]+):/.exec(String(answer.headers['repr-digest']))?.[1];
  const bytes = await bodyOf(http, answer);
  const refused = (reason: string) => badArchive({ plugin: plugin.id, reason });
  if (createHash('sha256').update(bytes).digest('base64') !== promised)
    throw refused('its digest is not the one that the server sent');
  const files = await membersOf(bytes, `plugins/${plugin.folder}/`).catch((cause: unknown) => {
    throw badArchive({ plugin: plugin.id, reason: reasonIn(cause) }, { cause });
  });
  const manifest = files.find((file) => file.path === '.claude-plugin/plugin.json');
  if (objectOf(readJson(String(manifest?.content ?? '')))['version'] !== plugin.version)
    throw refused(`it is not version ${plugin.version}`);
  return files;
};

const bodyOf = async (http: HttpClient, answer: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  try {
    return Buffer.concat(await Array.fromAsync(answer));
  } catch (error) {
    throw http.translated(error);
  }
};

const reasonIn = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** The members below a folder. Names that lead out of it are refused by the library. */
const membersOf = async (bytes: Buffer, folder: string): Promise<readonly SkillFile[]> => {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: true });
  const entries = await Array.fromAsync(zip.eachEntry());
  const size = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (size > mostBytes) throw new RangeError(`it holds ${size} bytes`);
  const files: SkillFile[] = [];
  for (const entry of entries) {
    if (!entry.fileName.startsWith(folder) || entry.fileName.endsWith('/')) continue;
    files.push({
      path: entry.fileName.slice(folder.length),
      isExecutable: ((entry.externalFileAttributes >>> 16) & 0o100) !== 0,
      content: await contentOf(zip, entry),
    });
  }
  return files;
};

const contentOf = async (zip: ZipFile, entry: Entry): Promise<Buffer> => {
  const stream = await zip.openReadStreamPromise(entry);
  const content = Buffer.concat(await stream.toArray());
  if (crc32(content) !== entry.crc32) throw new RangeError(`${entry.fileName} is damaged`);
  return content;
};
