import { join } from 'node:path';
import { systemTimers } from '../http/timers.ts';
import { Anchoring } from '../store/audit/anchoring.ts';
import { AuditLog } from '../store/audit/audit-log.ts';
import { AuditSigner } from '../store/audit/audit-signer.ts';
import { OutboxWorker } from '../store/outbox/outbox-worker.ts';
import { renderMail } from '../store/outbox/render-mail.ts';
import type { Outside } from './outside.ts';

/* What works on the system database alone: the audit log and outgoing mail. */

export const auditOf = ({ store, now, dataDir, signingKey }: Outside) =>
  new AuditLog({ store, now, folder: join(dataDir, 'state'), signer: new AuditSigner(signingKey) });

export const anchoringOf = ({ store, conditions, now, dataDir, log }: Outside) =>
  new Anchoring({
    store,
    conditions,
    now,
    folder: join(dataDir, 'state'),
    timers: systemTimers,
    log: (anchor) => log('audit_anchor', { ...anchor }),
  });

export const outboxWorkerOf = (parts: Outside) => {
  const { store, outbox, smtp, conditions, now, random, mailTemplates, config, log } = parts;
  return new OutboxWorker({
    store,
    outbox,
    smtp,
    conditions,
    now,
    random,
    timers: systemTimers,
    render: (mail) => renderMail(mailTemplates, mail, config.instance.name),
    log: (message, error) => log('mail', { message, error }),
  });
};
