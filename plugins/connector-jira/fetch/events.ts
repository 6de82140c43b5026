import type { Delivery } from '@agnes/sdk/connector';
import { isIssueId, isIssueKey } from '../keys.ts';
import { millisOf } from '../rows/dates.ts';
import { at, isObject, type Json, stringOf } from '../rows/json.ts';

/** What the events of a batch say is to be looked at. They never say what it looks like now. */
export interface Wanted {
  /** By key, or by number where the event has no key. */
  readonly issues: ReadonlyMap<string, WantedIssue>;
  /** Attachments of which no event says whose they are. */
  readonly attachments: ReadonlySet<string>;
  /** Events by which nothing is done, by their word. */
  readonly ignored: Readonly<Record<string, number>>;
}

/** An issue some events are about. */
export interface WantedIssue {
  /** True when one of them says that it was deleted; whether it is, Jira is asked. */
  readonly saidDeleted: boolean;
  /** What the last of them says of it, for when Jira does not answer. */
  readonly told?: Json;
}

type Kind = 'issue' | 'deletion' | 'attachment' | 'link';

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^jira:issue_(created|updated)$/, 'issue'],
  [/^issue_property_/, 'issue'],
  [/^jira:issue_deleted$/, 'deletion'],
  [/^comment_(created|updated|deleted)$/, 'issue'],
  [/^attachment_(created|deleted)$/, 'attachment'],
  [/^(jira:)?worklog_(created|updated|deleted)$/, 'issue'],
  [/^issuelink_(created|deleted)$/, 'link'],
];

/** Puts the events of a batch together: however many speak of an issue, it is looked at once. */
export const wantedOf = (deliveries: readonly Delivery[]): Wanted => {
  const issues = new Map<string, WantedIssue>();
  const attachments = new Set<string>();
  const ignored: Record<string, number> = {};
  for (const { event, payload } of deliveries) {
    const about = aboutOf(event, payload);
    for (const reference of about.issues) {
      issues.set(reference, together(issues.get(reference), { kind: about.kind, payload }));
    }
    for (const attachment of about.attachments) attachments.add(attachment);
    if (about.issues.length + about.attachments.length === 0) ignored[event] = (ignored[event] ?? 0) + 1;
  }
  return { issues: byKey(issues, deliveries), attachments, ignored };
};

/** An issue that some events name by its number and others by its key is one issue. */
const byKey = (
  issues: ReadonlyMap<string, WantedIssue>,
  deliveries: readonly Delivery[],
): ReadonlyMap<string, WantedIssue> => {
  const keys = new Map(deliveries.flatMap(({ payload }) => nameIn(payload)));
  const merged = new Map<string, WantedIssue>();
  for (const [reference, wanted] of issues) {
    const one = keys.get(reference) ?? reference;
    merged.set(one, both(merged.get(one), wanted));
  }
  return merged;
};

/** The number and the key of an issue, where an event tells both. */
const nameIn = (payload: unknown): readonly (readonly [string, string])[] => {
  const [id, key] = [stringOf(at(payload, 'issue', 'id')), stringOf(at(payload, 'issue', 'key'))];
  return id !== null && key !== null && isIssueKey(key) ? [[id, key]] : [];
};

const both = (before: WantedIssue | undefined, { saidDeleted, told }: WantedIssue): WantedIssue => {
  const later = laterOf(before?.told, told);
  return { saidDeleted: (before?.saidDeleted ?? false) || saidDeleted, ...(later && { told: later }) };
};

const aboutOf = (event: string, payload: unknown) => {
  const kind = kinds.find(([pattern]) => pattern.test(event))?.[1];
  const issues = kind === undefined ? [] : referencesIn(payload, kind);
  const attachment = stringOf(at(payload, 'attachment', 'id'));
  const isOrphan = kind === 'attachment' && issues.length === 0 && attachment !== null;
  return { kind, issues, attachments: isOrphan ? [attachment] : [] };
};

/** Where an event may say which issue it is about; the first place that says it counts. */
const places = [['issue', 'key'], ['issue_key'], ['issue', 'id'], ['worklog', 'issueId']];
const ends = [
  ['issueLink', 'sourceIssueId'],
  ['issueLink', 'destinationIssueId'],
];

const referencesIn = (payload: unknown, kind: Kind): readonly string[] => {
  const found = (kind === 'link' ? ends : places)
    .map((path) => stringOf(at(payload, ...path)))
    .filter((value) => value !== null)
    .filter((value) => isIssueKey(value) || isIssueId(value));
  return kind === 'link' ? found : found.slice(0, 1);
};

const together = (
  before: WantedIssue | undefined,
  { kind, payload }: { readonly kind: Kind | undefined; readonly payload: unknown },
): WantedIssue => {
  const told = laterOf(undefined, at(payload, 'issue'));
  return both(before, { saidDeleted: kind === 'deletion', ...(told && { told }) });
};

// By what the issue says of itself: the order in which events come in means nothing.
const laterOf = (before: Json | undefined, issue: unknown): Json | undefined => {
  if (!isObject(issue) || !isObject(issue['fields'])) return before;
  return updatedOf(before) > updatedOf(issue) ? before : issue;
};

/** When an issue was changed last, as it says; what does not say it is older than anything. */
export const updatedOf = (issue: Json | undefined): number =>
  millisOf(at(issue, 'fields', 'updated')) ?? Number.NEGATIVE_INFINITY;
