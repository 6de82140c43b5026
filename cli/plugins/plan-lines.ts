import { type JsonObject, objectOf, objectsOf, textOf } from '../json/values.ts';
import { cellText } from '../terminal/text-table.ts';

/** What a plan says, for people. */
export const planLines = (plan: JsonObject): readonly string[] => {
  const actions = objectsOf(plan['actions']);
  const problems = objectsOf(plan['problems']).map(
    ({ id, code, message }) =>
      `Problem with ${textOf(id) || 'the package'} (${cellText(code)}): ${cellText(message)}`,
  );
  if (actions.length === 0 && problems.length === 0) return ['Nothing would change.'];
  return [...actions.flatMap(actionLines), ...problems];
};

const actionLines = (action: JsonObject): readonly string[] => {
  const { id, from, to, changelog, breaking, tables, users, rollback } = action;
  const read = listOf(tables);
  return [
    `${cellText(id)}  ${versionOf(from)} → ${versionOf(to)}`,
    ...(textOf(changelog) ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => `  | ${cellText(line)}`),
    ...objectsOf(breaking).map(
      ({ version, message, guide }) =>
        `  breaking in ${cellText(version)}: ${[message, guide].filter(Boolean).map(cellText).join(' ')}`,
    ),
    ...powerLines(objectOf(action['capability_diff'])),
    ...objectsOf(action['config_diff']).map(settingLine),
    ...(read.length > 0 ? [`  tables: ${read.join(', ')}; ${cellText(users)} people may read them`] : []),
    ...(textOf(rollback) ? [`  going back: ${cellText(rollback)}`] : []),
  ];
};

const powerLines = ({ added, removed, reworded }: JsonObject): readonly string[] => [
  ...objectsOf(added).map(({ name, why }) => `  may newly: ${cellText(name)} (${cellText(why)})`),
  ...listOf(removed).map((name) => `  may no longer: ${name}`),
  ...objectsOf(reworded).map(
    ({ name, was, why }) => `  may still: ${cellText(name)} (${cellText(was)} → ${cellText(why)})`,
  ),
];

/** One setting that becomes another. */
const settingLine = ({ pointer, from, to, masked }: JsonObject): string =>
  masked === true
    ? `  setting ${cellText(pointer)}: changes (not shown)`
    : `  setting ${cellText(pointer)}: ${shownValue(from)} → ${shownValue(to)}`;

const shownValue = (value: unknown): string =>
  value === null || value === undefined ? 'nothing' : cellText(JSON.stringify(value));

const versionOf = (version: unknown): string => textOf(version) ?? 'none';

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(cellText) : []);

/** Names of every capability that a plan asks for anew. */
export const newPowersIn = (plan: JsonObject): readonly string[] => [
  ...new Set(
    objectsOf(plan['actions']).flatMap((action) =>
      objectsOf(objectOf(action['capability_diff'])['added']).flatMap(({ name }) => textOf(name) ?? []),
    ),
  ),
];
