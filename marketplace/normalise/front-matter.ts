/** Name, description and tables out of the lines before the text of a skill. */
export interface FrontMatter {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** Names of tables that the skill works with. */
  readonly tables: readonly string[];
}

/** Reads what stands between the two `---` at the top, behind the mark that some editors put first: plain, quoted and folded texts; anything else is passed over. */
export const frontMatter = (text: string): FrontMatter => {
  const head = /^\uFEFF?---[ \t]*\r?\n([\s\S]{0,20000}?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text)?.[1];
  if (head === undefined) return { tables: [] };
  const lines = head.split(/\r?\n/);
  return {
    name: lineOf('name', lines),
    description: lineOf('description', lines),
    tables: namesOf('tables', lines),
  };
};

const mostNames = 100;
const longestName = 200;

/** A list of names: `[a, b]`, `a, b`, or a line `- a` for each. */
const namesOf = (key: string, lines: readonly string[]): readonly string[] => {
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (at < 0) return [];
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => !/^\s*-\s|^\s+\S/.test(line));
  const items = [lines[at]?.slice(key.length + 1) ?? '', ...(end < 0 ? rest : rest.slice(0, end))]
    .flatMap((line) => line.replace(/^\s*-\s/, '').split(','))
    .map((item) => item.replaceAll(/^[\s["']+|[\s\]"']+$/g, ''));
  const names = items.filter((item) => item !== '' && item.length <= longestName);
  return [...new Set(names)].slice(0, mostNames);
};

const lineOf = (key: string, lines: readonly string[]): string | undefined => {
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (at < 0) return undefined;
  const first = lines[at]?.slice(key.length + 1).trim() ?? '';
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => /^\S/.test(line));
  const more = (end < 0 ? rest : rest.slice(0, end)).map((line) => line.trim()).filter((line) => line !== '');
  const text = [/^[|>][+-]?$/.test(first) ? '' : first, ...more].join(' ').trim();
  return text.replace(/^(["'])([\s\S]*)\1$/, '$2') || undefined;
};
