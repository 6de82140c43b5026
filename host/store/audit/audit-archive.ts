import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Static, Type } from '@agnes/sdk';
import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { auditPages } from './audit-export.ts';
import type { AuditWindow } from './audit-repository.ts';
import type { AuditSigner } from './audit-signer.ts';
import { auditArchiveRefused } from './errors.ts';

const hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** What the last line of an archive says of the lines before it. */
export const archiveStatement = Type.Object({
  before: Type.String({ description: 'Everything in it is older.' }),
  first_seq: Type.Integer({ minimum: 1 }),
  last_seq: Type.Integer({ minimum: 1 }),
  last_hash: hash,
  entries: Type.Integer({ minimum: 1 }),
  sha256: Type.String({ ...hash, description: 'Over the lines before the last one.' }),
  public_key: Type.String({
    description: 'Ed25519, 32 bytes in base64: what the signature is checked with.',
  }),
});

/** The same as a value. */
export type ArchiveStatement = Static<typeof archiveStatement>;

/** Which entries go into an archive. */
export interface ArchiveSpan extends AuditWindow {
  readonly before: string;
  readonly lastHash: string;
}

/** Entries as lines of JSON, oldest first, and one more line that says which they are, signed. */
export const auditArchive = (db: Kysely<Tables>, span: ArchiveSpan, signer: AuditSigner): Readable =>
  Readable.from(linesOf(db, span, signer), { highWaterMark: 1 });

const linesOf = async function* (
  db: Kysely<Tables>,
  { first, last, before, lastHash }: ArchiveSpan,
  signer: AuditSigner,
): AsyncGenerator<string> {
  const digest = createHash('sha256');
  let entries = 0;
  for await (const page of auditPages(db, { first, last })) {
    digest.update(page);
    entries += page.split('\n').length - 1;
    yield page;
  }
  // Somebody else has taken some of them out meanwhile.
  if (entries !== last - first + 1) throw auditArchiveRefused({ reason: 'entries left it meanwhile' });
  const statement: ArchiveStatement = {
    before,
    first_seq: first,
    last_seq: last,
    last_hash: lastHash,
    entries,
    sha256: digest.digest('hex'),
    public_key: signer.publicKey,
  };
  yield `${JSON.stringify({ statement, signature: signer.sign(statement) })}\n`;
};
