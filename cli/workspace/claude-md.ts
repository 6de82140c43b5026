import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { badAnswer } from '../errors.ts';
import { ignoreMissing, writeDurably } from '../files/durable-file.ts';
import type { HttpClient } from '../http/client.ts';
import { textOf } from '../json/values.ts';
import type { Step } from './step.ts';

const begin = '<!-- agnes:begin; agnes setup writes what stands up to agnes:end -->';
const end = '<!-- agnes:end -->';
const section = /<!-- agnes:begin[^>]*-->\n?([\s\S]*?)\n?<!-- agnes:end -->/;

interface Place {
  readonly workspace: string;
  readonly pid: number;
}

/** Renews the part of CLAUDE.md that the server writes. Text around it stays, edits inside it are kept beside it. */
export const writeClaudeMd = async (http: HttpClient, { workspace, pid }: Place): Promise<Step> => {
  const path = join(workspace, 'CLAUDE.md');
  const basePath = join(workspace, '.agnes', 'CLAUDE.generated.md');
  const content = await fetchContent(http);
  const [now, base] = await Promise.all([readText(path), readText(basePath)]);
  const next = withSection(now ?? '', content);
  const inside = section.exec(now ?? '')?.[1];
  const isEdited = inside !== undefined && inside !== content && inside !== base;
  if (isEdited) await appendFile(`${path}.local-changes`, `${inside}\n`);
  if (next !== now) await writeDurably(path, next, { mode: 0o644, pid });
  if (base !== content) await writeDurably(basePath, content, { mode: 0o644, pid });
  const kept = isEdited ? `; your edits inside the marks are in ${path}.local-changes` : '';
  return { step: 'claude_md', state: next === now ? 'unchanged' : 'changed', detail: path + kept };
};

/** A text with the section renewed, or with it at its end. */
const withSection = (text: string, content: string): string => {
  const fresh = `${begin}\n${content}\n${end}`;
  if (section.test(text)) return text.replace(section, () => fresh);
  const before = text.trimEnd();
  return `${before}${before === '' ? '' : '\n\n'}${fresh}\n`;
};

const fetchContent = async (http: HttpClient): Promise<string> => {
  const query = new URLSearchParams({ server_url: new URL(http.server).origin });
  const content = textOf((await http.object({ path: `/api/welcome?${query}` }))['content']);
  if (content === undefined) throw badAnswer({ path: '/api/welcome', reason: 'it holds no content' });
  // A mark inside would end the section early.
  return content.replaceAll('\r\n', '\n').replaceAll('<!-- agnes:', '<!-- ').trim();
};

const readText = async (path: string): Promise<string | undefined> =>
  (await readFile(path, 'utf8').catch(ignoreMissing))?.replaceAll('\r\n', '\n');
