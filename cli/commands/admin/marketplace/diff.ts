import type { Run } from '../../../command.ts';
import { type JsonObject, objectOf, objectsOf, textOf } from '../../../json/values.ts';
import { marketplacePluginPath, namedPlugin } from '../../../marketplaces/path.ts';
import { versionIdOf } from '../../../marketplaces/version.ts';
import { safeText } from '../../../terminal/safe-text.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** What is different between two versions of a plugin. Texts of files are shown line by line. */
export const run: Run = async (input, session) => {
  const named = namedPlugin(input.args[0] ?? '');
  const http = await session.http();
  const query = new URLSearchParams();
  for (const side of ['from', 'to']) {
    const version = input.text(side);
    if (version !== undefined) query.set(side, await versionIdOf(http, named, version));
  }
  const path = `${marketplacePluginPath(named)}/diff?${query}`;
  const data = await http.object({ path });
  const files = objectsOf(data['files']);
  const heading = `${versionText(data['from'])} → ${versionText(data['to'])}`;
  return { data, text: files.length > 0 ? [heading, ...files.flatMap(linesOf)] : [`${heading}: the same.`] };
};

const versionText = (version: unknown): string => cellText(objectOf(version)['version'] ?? 'none');

const signs: Readonly<Record<string, string>> = { added: '+', removed: '-', changed: '~' };

const linesOf = ({ path, status, is_executable: isExecutable, text }: JsonObject): readonly string[] => [
  `${signs[String(status)] ?? '?'} ${cellText(path)}${isExecutable === true ? ' (may be run)' : ''}`,
  ...changedLines(textOf(text)),
];

// What did not change is left out, as people read it to decide.
const changedLines = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split('\n')
    .filter((line) => line.startsWith('+') || line.startsWith('-'))
    .map((line) => `    ${safeText(line)}`);
