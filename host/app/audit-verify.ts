import { join } from 'node:path';
import { auditAnchors } from '../store/audit/anchors.ts';
import { type AuditVerdict, verifyAudit } from '../store/audit/verify-audit.ts';
import { openReadOnly } from '../store/read-only-store.ts';
import { exitCode } from './exit-code.ts';
import { basePath, instanceConfig } from './instance-config.ts';
import type { Invocation } from './invocation.ts';

/** `agnes admin audit verify --offline`: checks the audit log of a host that is stopped, and changes nothing. */
export const auditVerify = async ({ env, terminal }: Invocation): Promise<number> => {
  const { dataDir } = await instanceConfig(basePath(env), env);
  const folder = join(dataDir, 'state');
  await using store = await openReadOnly(folder);
  const anchors = await auditAnchors(store.read, folder);
  const verdict = await verifyAudit(store, { anchors });
  if (verdict.ok) {
    terminal.print(`The audit log is whole. Entries: ${verdict.checked}. Anchors: ${anchors.length}.`);
    return exitCode.ok;
  }
  terminal.print(brokenAt(verdict));
  return exitCode.failed;
};

const words = {
  missing: 'is not there',
  changed: 'was changed',
  rewritten: 'is not the one that was anchored',
  cut_off: 'and what came after it was cut off',
} as const;

const brokenAt = ({ checked, firstBadSeq, reason = 'changed' }: AuditVerdict): string =>
  `The audit log is broken: entry ${firstBadSeq} ${words[reason]}. The ${checked} before it are as they were written.`;
