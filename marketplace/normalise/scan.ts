import { hash } from 'node:crypto';
import type { ReadFile } from './plugin-tree.ts';
import { type ScanRule, scanRules } from './scan-rules.ts';

/** What a scan found in one place. */
export interface ScanFinding {
  readonly rule: string;
  readonly level: 'review' | 'blocked';
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly what: string;
  readonly next: string;
}

/** `ok` may go live by itself; `review` waits for a person; `blocked` is never served. */
export type ScanLevel = 'ok' | 'review' | 'blocked';

/** Changes with every rule: a verdict of another policy is none. */
export const scanPolicy = hash(
  'sha256',
  JSON.stringify(scanRules.map(({ pattern, paths, ...rule }) => [rule, String(pattern), String(paths)])),
).slice(0, 16);

const mostScanned = 1024 * 1024;
const mostPerFile = 20;
const unscanned = { rule: 'not_scanned', level: 'review', line: 1 } as const;

/** Looks through one file; bytes that are no text are passed over. A scan that fails asks for a review. */
export const scanFile = (
  { path, content }: Pick<ReadFile, 'path' | 'content'>,
  rules: readonly ScanRule[] = scanRules,
): readonly ScanFinding[] => {
  if (content.subarray(0, 8000).includes(0)) return [];
  const next = 'Let a person read it.';
  if (content.length > mostScanned)
    return [{ ...unscanned, path, what: `is a text larger than ${mostScanned} bytes`, next }];
  try {
    const text = content.toString('utf8');
    return rules.flatMap((rule) => foundBy(rule, path, text)).slice(0, mostPerFile);
  } catch {
    return [{ ...unscanned, path, what: 'could not be scanned', next }];
  }
};

const foundBy = (rule: ScanRule, path: string, text: string): ScanFinding[] => {
  if (rule.paths?.test(path) === false) return [];
  const at = rule.pattern.exec(text)?.index;
  if (at === undefined) return [];
  const line = text.slice(0, at).split('\n').length;
  return [{ rule: rule.id, level: rule.level, path, line, what: rule.what, next: rule.next }];
};

/** The worst of all findings. */
export const scanLevel = (findings: readonly ScanFinding[]): ScanLevel => {
  if (findings.some(({ level }) => level === 'blocked')) return 'blocked';
  return findings.length > 0 ? 'review' : 'ok';
};
