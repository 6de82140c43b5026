import { createHash, createPublicKey, verify } from 'node:crypto';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import type { Intent } from '../../host/http/intent.ts';
import { appendAnchor, auditAnchors } from '../../host/store/audit/anchors.ts';
import { AuditLog } from '../../host/store/audit/audit-log.ts';
import { auditWindow } from '../../host/store/audit/audit-repository.ts';
import { AuditSigner } from '../../host/store/audit/audit-signer.ts';
import { canonicalJson } from '../../host/store/audit/canonical-json.ts';
import { verifyAudit } from '../../host/store/audit/verify-audit.ts';
import { setInstanceState } from '../../host/store/instance-state.ts';
import { freshStore } from '../support/fresh-store.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { addEntries, start } from './support/audit-chain.ts';

const intentOf = (action: string, params?: Readonly<Record<string, unknown>>): Intent => ({
  action,
  resource: 'audit_log',
  actor: { kind: 'session', userId: 'u1', email: 'ada@example.com' },
  ...(params === undefined ? {} : { params }),
});
const taking = intentOf('audit.export');
const dayLater = new Date(start + 86_400_000).toISOString();

/** A log of 1,201 entries, a second apart, with an anchor at one of them. */
const lab = async (t: ExecutionContext, anchored = 1_000) => {
  const folder = join(await tempFolder(t), 'state');
  const store = await freshStore({ folder, now: Date.now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  await addEntries(store, 1_201);
  const [row] = await auditWindow(store.read, { first: anchored, last: anchored });
  await appendAnchor(folder, { at: dayLater, seq: anchored, hash: row?.hash ?? '', first: 1 });
  const log = new AuditLog({ store, folder, now: Date.now, signer: new AuditSigner(new Uint8Array(32)) });
  const archived = async (before: string) => {
    const lines = (await text(await log.archive(before, taking))).split('\n').slice(0, -1);
    return { lines: lines.slice(0, -1), said: JSON.parse(lines.at(-1) ?? '') };
  };
  const whole = async () => verifyAudit(store, { anchors: await auditAnchors(store.read, folder) });
  return { log, store, archived, whole };
};

test('an archive holds the entries before an instant, and anybody with the public key can check its last line', async (t) => {
  const { archived } = await lab(t);

  const { lines, said } = await archived(new Date(start + 701_000).toISOString());

  const { statement, signature } = said;
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(statement.public_key, 'base64').toString('base64url') },
    format: 'jwk',
  });
  const digest = createHash('sha256').update(lines.map((line) => `${line}\n`).join(''));
  t.like(statement, { first_seq: 1, last_seq: 700, entries: 700, sha256: digest.digest('hex') });
  t.is(lines.length, 700);
  t.is(JSON.parse(lines.at(-1) ?? '').hash, statement.last_hash);
  t.true(verify(null, Buffer.from(canonicalJson(statement)), key, Buffer.from(signature, 'base64')));
});

test('what is behind the last anchor is in no archive, and stays', async (t) => {
  const { archived, log } = await lab(t);

  const { said } = await archived(dayLater);

  t.is(said.statement.last_seq, 999);
  const early = log.archive(new Date(start).toISOString(), taking);
  await t.throwsAsync(early, { code: 'audit_nothing_old' });
});

test('a log whose beginning was taken out is whole, by the hash that its row keeps', async (t) => {
  const { archived, log, store, whole } = await lab(t);
  const { said } = await archived(dayLater);

  await log.truncate(said, intentOf('audit.truncated', said.statement));

  const first = await auditWindow(store.read, { first: 1, last: 1_000 });
  const { entries } = await log.list({ action: 'audit.truncated' }, { limit: 9 });
  t.deepEqual(
    first.map(({ seq }) => seq),
    [1_000],
  );
  likeWhole(t, entries, [{ seq: 1_203, params: { last_seq: 999, last_hash: first[0]?.prev_hash } }]);
  t.deepEqual(await whole(), { ok: true, checked: 204, firstSeq: 1_000 });
  t.deepEqual(await verifyAudit(store, { from: 1, to: 500 }), { ok: true, checked: 0, firstSeq: 1_000 });
});

test('a log whose beginning is gone without such a row is not whole', async (t) => {
  const { store, whole } = await lab(t);
  await store.keep((tx) => tx.deleteFrom('audit_log').where('seq', '<', 1_000).execute());

  t.deepEqual(await whole(), { ok: false, checked: 0, firstBadSeq: 1, reason: 'missing' });
});

test('an archive that this host did not sign, or that is taken out already, takes nothing out', async (t) => {
  const { archived, log, store } = await lab(t);
  const { said } = await archived(dayLater);
  const more = { ...said, statement: { ...said.statement, last_seq: 1_200 } };
  const foreign = new AuditSigner(new Uint8Array(32).fill(1)).sign(said.statement);

  await t.throwsAsync(log.truncate(more, taking), { code: 'audit_archive_refused' });
  await t.throwsAsync(log.truncate({ ...said, signature: foreign }, taking), {
    code: 'audit_archive_refused',
  });
  const untouched = await auditWindow(store.read, { first: 1, last: 1 });
  await log.truncate(said, intentOf('audit.truncated', said.statement));
  await t.throwsAsync(log.truncate(said, taking), { code: 'audit_archive_refused' });

  t.is(untouched.length, 1);
  t.is((await auditWindow(store.read, { first: 1_000, last: 1_200 })).length, 201);
});

test('a row that tells of entries taken out is not believed alone: the anchors know where the log begins', async (t) => {
  const { store, whole } = await lab(t);
  const [last] = await auditWindow(store.read, { first: 999, last: 999 });
  await store.keep((tx) => tx.deleteFrom('audit_log').where('seq', '<', 1_000).execute());
  const forged = intentOf('audit.truncated', { last_seq: 999, last_hash: last?.hash });
  await store.write(forged, async () => undefined);
  const anchor = { at: dayLater, seq: 1_000, hash: 'of the database', first: 1_000 };
  await store.keep((tx) => setInstanceState(tx, { key: 'audit_anchor', value: anchor, at: new Date() }));

  t.deepEqual(await whole(), { ok: false, checked: 0, firstBadSeq: 1, reason: 'missing' });
});

test('of a log in which an entry was changed there is no archive, so that nothing hides it', async (t) => {
  const { log, store } = await lab(t);
  await store.keep((tx) => tx.updateTable('audit_log').set({ ip: '::1' }).where('seq', '=', 500).execute());

  const error = await t.throwsAsync(log.archive(dayLater, taking), { code: 'audit_log_broken' });

  t.regex(error?.message ?? '', /entry 500/);
});

test('an archive that is made while another one is taken out is not signed', async (t) => {
  const { archived, log } = await lab(t);
  const { said } = await archived(dayLater);
  const late = await log.archive(dayLater, taking);
  await log.truncate(said, intentOf('audit.truncated', said.statement));

  await t.throwsAsync(text(late), { code: 'audit_archive_refused' });
});
