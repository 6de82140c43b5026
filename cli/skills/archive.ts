import { createHash } from 'node:crypto';
import type { HttpClient } from '../http/client.ts';
import { objectOf, readJson } from '../json/values.ts';
import { badArchive, zipRefused } from './errors.ts';
import type { Offered } from './offered.ts';
import { zipMembers } from './zip.ts';

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

/** The files below a folder, each with the checksum that its archive gives it. */
const membersOf = async (zip: Buffer, folder: string): Promise<readonly SkillFile[]> => {
  const members = zipMembers(zip);
  const size = members.reduce((sum, { bytes }) => sum + bytes, 0);
  if (size > mostBytes) throw zipRefused({ reason: `it holds ${size} bytes` });
  const files: SkillFile[] = [];
  for (const { path, isExecutable, content } of members)
    if (path.startsWith(folder))
      files.push({ path: path.slice(folder.length), isExecutable, content: await content() });
  return files;
};
