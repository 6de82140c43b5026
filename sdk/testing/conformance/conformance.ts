import { askingChecks } from './asking-checks.ts';
import { conductChecks } from './conduct-checks.ts';
import { failureChecks } from './failure-checks.ts';
import { manifestChecks } from './manifest-checks.ts';
import { offerChecks } from './offer-checks.ts';
import { readChecks } from './read-checks.ts';
import type { AskingSubject, Check, ConnectorSubject } from './subject.ts';

/**
 * The contract of connectors as tests, one after another: they share the server. After each of them nothing that was
 * said, logged, thrown or written may hold a secret.
 *
 * ```ts
 * for (const { title, run } of conformance(subject)) test(title, run);
 * ```
 */
export const conformance = (subject: ConnectorSubject | AskingSubject): readonly Check[] => [
  ...manifestChecks(subject),
  ...('ask' in subject ? askingChecks(subject) : checksOfConnector(subject)),
];

const checksOfConnector = (subject: ConnectorSubject): readonly Check[] => [
  ...offerChecks(subject),
  ...readChecks(subject),
  ...conductChecks(subject),
  ...failureChecks(subject),
];
