import type { Bundle, Rule } from './bundle.ts';
import { safeText, safeTitle } from './markdown.ts';

/** Name of the file with what is approved. */
const approvedFile = 'km_approved.md';

const note = '<!-- Written by `agnes rules sync`, over whatever stands here. -->';

/** The files of a bundle, by name. */
export const ruleFiles = ({ mandatory, approved }: Bundle): ReadonlyMap<string, string> => {
  const files = new Map(mandatory.map((rule) => [`${rule.id}.md`, mandatoryText(rule)]));
  if (approved.length > 0) files.set(approvedFile, approvedText(approved));
  return files;
};

/** True for names that belong to this program, with what an interrupted run left of them. */
export const isRuleFile = (name: string): boolean =>
  /^(k[mv]_[0-9a-f]{12}|km_approved)\.md(\.\d+\.tmp)?$/.test(name);

const mandatoryText = (rule: Rule): string =>
  paged([
    note,
    `# ${safeTitle(rule.title)}`,
    `Mandatory in this company${aboutOf(rule)}.`,
    safeText(rule.content, 1),
  ]);

const approvedText = (rules: readonly Rule[]): string =>
  paged([
    note,
    '# What is known in this company',
    'Approved; the surest first.',
    ...rules.flatMap((rule) => [`## ${safeTitle(rule.title)}`, safeText(rule.content, 2)]),
  ]);

const paged = (parts: readonly string[]): string => `${parts.join('\n\n')}\n`;

const aboutOf = ({ domain, category }: Rule): string => {
  const about = [domain, category].filter((one) => one !== undefined).map(safeTitle);
  return about.length === 0 ? '' : ` (${about.join(', ')})`;
};
