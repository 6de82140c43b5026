import { addressOf } from '../address.ts';
import { countOf, momentOf } from '../figures.ts';
import { cursorPager } from '../pager.ts';
import { type Refusal, refusalView } from '../refusal.ts';

/** A row of the log, as the API lists it. */
export interface AuditEntry {
  readonly seq: number;
  readonly timestamp: string;
  readonly user_id: string | null;
  readonly user_email: string | null;
  readonly actor_kind: string;
  readonly action: string;
  readonly resource: string | null;
  readonly params: unknown;
  readonly result: string | null;
  readonly ip: string | null;
  readonly request_id: string | null;
  readonly hash: string;
}

/** Filters as they were typed. */
export interface AuditFilters {
  readonly action?: string | undefined;
  readonly actor?: string | undefined;
  readonly resource?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** What the check of the chain answers. */
interface Verdict {
  readonly ok: boolean;
  readonly checked: number;
  readonly first_bad_seq: number | null;
  readonly reason: string | null;
}

/** What is known when the page is made. */
export interface AuditFacts {
  readonly filters: AuditFilters;
  readonly next: string | undefined;
  readonly isFirst: boolean;
  readonly verdict?: Verdict;
  readonly refusal?: Refusal;
  readonly now: number;
}

const path = '/admin/audit';

/** What `audit.mustache` is filled with. */
export const auditView = (entries: readonly AuditEntry[], facts: AuditFacts): object => {
  const { filters, next, isFirst, verdict, refusal, now } = facts;
  const { action = '', actor = '', resource = '', since = '', until = '' } = filters;
  const asked = { action, actor, resource, since, until };
  return {
    typed: asked,
    filtered: Object.values(asked).some((value) => value !== ''),
    refusal: refusalView(refusal, { instant_invalid: 'since' }),
    export_href: addressOf('/api/admin/audit/export', { format: 'csv', ...asked }),
    verify_href: addressOf(path, { ...asked, verify: '1' }),
    verdict: verdict && verdictView(verdict),
    has_entries: entries.length > 0,
    entries: entries.map((entry) => rowOf(entry, now)),
    nothing: 'Nothing in the log fits.',
    pager: cursorPager(
      { isFirst, next: next === undefined ? undefined : addressOf(path, { ...asked, cursor: next }) },
      addressOf(path, asked),
    ),
  };
};

const faults: Readonly<Record<string, string>> = {
  missing: 'is missing',
  changed: 'is not as it was written',
  rewritten: 'is not the one that was noted outside of the log',
  cut_off: 'and what followed it are gone from the end',
};

const verdictView = ({ ok, checked, first_bad_seq, reason }: Verdict): object =>
  ok
    ? { ok, says: `${countOf(checked)} rows are as they were written.` }
    : {
        ok,
        says: `Row ${first_bad_seq} ${faults[reason ?? ''] ?? 'does not fit'}.`,
        remedy: 'Keep a copy of DATA_DIR/state as it is, and compare it with the last backup.',
      };

const rowOf = (entry: AuditEntry, now: number): object => {
  const { seq, timestamp, action, resource, ip, result } = entry;
  return {
    seq,
    when: { ...momentOf(timestamp, now), text: secondOf(timestamp) },
    who: entry.user_email ?? entry.user_id ?? entry.actor_kind,
    ip: ip ?? '',
    action,
    resource: resource ?? '',
    bad_result: result !== null && result !== 'success' && { kind: 'warn', text: result },
    facts: factsOf(entry),
  };
};

const secondOf = (iso: string): string => new Date(iso).toISOString().slice(0, 19).replace('T', ' ');

const factsOf = (entry: AuditEntry): readonly object[] => {
  // Whatever it is, listing its own fields is safe.
  const params = Object.entries((entry.params ?? {}) as Readonly<Record<string, unknown>>);
  const shown: readonly (readonly [string, unknown])[] = [
    ...params,
    ['as', entry.actor_kind],
    ['request', entry.request_id],
    ['hash', entry.hash],
  ];
  return shown
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([label, value]) => ({ label, value: typeof value === 'string' ? value : JSON.stringify(value) }));
};
