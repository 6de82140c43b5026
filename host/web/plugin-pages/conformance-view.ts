import type { Chip } from '../chips.ts';
import { amountOf, momentOf } from '../figures.ts';
import type { Conformance } from './seen.ts';

const chips: Readonly<Record<string, Chip>> = {
  passed: { kind: 'on', text: 'Kept' },
  failed: { kind: 'error', text: 'Broken' },
  skipped: { kind: 'off', text: 'Not looked at' },
};

/** What `plugin-conformance.mustache` is filled with: broken rules first. */
export const conformanceView = (
  { level, at, host_version: host, results }: Conformance,
  now: number,
): object => {
  const broken = results.filter(({ status }) => status === 'failed').length;
  const rows = results.map(({ level: of, rule, status, message }) => ({
    name: `${of}: ${rule}`,
    message,
    state: chips[status] ?? { kind: 'plain', text: status },
    broken: status === 'failed',
  }));
  return {
    level: level ?? '',
    summary: broken === 0 ? 'No rule is broken.' : `${amountOf(broken, 'rule')} broken.`,
    when: momentOf(at, now),
    host,
    has_results: rows.length > 0,
    results: rows.toSorted((a, b) => Number(b.broken) - Number(a.broken)),
  };
};
