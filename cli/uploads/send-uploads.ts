import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { unexpected } from '../errors.ts';
import { holdLock } from '../sync/lock-file.ts';
import { digestOf } from '../sync/store.ts';
import { type Entry, keyOf, type Ledger, readLedger, uploadLockPath, writeLedger } from './ledger.ts';
import { type Looking, lookAtUploads, type Stood, sessionId } from './pending.ts';
import { privateSessions } from './private-sessions.ts';
import { isWorthRetrying, type SendDeps, sendFile } from './send-file.ts';

/** What was sent, and what was not. */
export interface UploadReport {
  readonly sessions: number;
  readonly local_md: number;
  readonly artifacts: number;
  readonly errors: readonly { readonly file: string; readonly error: PlatformError }[];
}

/** What uploads work with. */
export interface UploadDeps extends SendDeps, Omit<Looking, 'server'> {
  readonly pid: number;
}

// About the caller or the server, not about the file: it may go well another time, so the queue stays.
const passing = new Set([401, 403, 404, 405, 408, 425, 429]);

/** Sends what is new or has changed, one file at a time; what the server refuses is not sent again as it is. */
export const sendUploads = async (deps: UploadDeps): Promise<UploadReport> => {
  const looking = { ...deps, server: deps.http.server };
  if (pendingOf(await lookAtUploads(looking)).length === 0) return reportOf([], []);
  await using _lock = await holdLock(uploadLockPath(deps.workspace), deps.pid);
  // Looked at again: another run may have sent it meanwhile.
  const pending = pendingOf(await lookAtUploads(looking));
  return new Sending(deps, await readLedger(deps.workspace, deps.http.server)).all(pending);
};

const pendingOf = (files: readonly Stood[]): readonly Stood[] =>
  files.filter(({ standing }) => standing === 'pending');

class Sending {
  readonly #deps: UploadDeps;
  readonly #ledger: Map<string, Entry>;
  readonly #sent: Stood[] = [];
  readonly #errors: { file: string; error: PlatformError }[] = [];

  constructor(deps: UploadDeps, ledger: Ledger) {
    this.#deps = deps;
    this.#ledger = new Map(ledger);
  }

  async all(pending: readonly Stood[]): Promise<UploadReport> {
    // Whoever may not send is told so before a file is read.
    if (pending.length > 0 && !(await this.#mayGoOn({ name: 'uploads' }, () => this.#knock())))
      return reportOf([], this.#errors);
    for (const file of pending) if (!(await this.#mayGoOn(file, () => this.#one(file)))) break;
    return reportOf(this.#sent, this.#errors);
  }

  async #knock(): Promise<void> {
    await this.#deps.http.object({ path: '/api/upload/sessions' });
  }

  async #one(file: Stood): Promise<void> {
    // Somebody may have said so while others were sent.
    if (file.kind === 'session' && (await privateSessions(this.#deps.workspace)).has(sessionId(file))) return;
    try {
      await this.#note(file, await sendFile(file, this.#deps));
      this.#sent.push(file);
    } catch (error) {
      const status = isPlatformError(error) ? Number(error.details['http']) : Number.NaN;
      if (isPlatformError(error) && status >= 400 && status < 500 && !passing.has(status))
        await this.#noteRefused(file, error.code);
      throw error;
    }
  }

  /** False when the rest is for another time. */
  async #mayGoOn({ name }: Pick<Stood, 'name'>, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (cause) {
      if (this.#deps.interrupted.aborted) throw cause;
      const error = isPlatformError(cause) ? cause : unexpected({ reason: String(cause) }, { cause });
      this.#errors.push({ file: name, error });
      return !passing.has(Number(error.details['http'])) && !isWorthRetrying(error);
    }
  }

  async #noteRefused(file: Stood, refused: string): Promise<void> {
    const { path, bytes, modified } = file;
    await this.#note(file, { sha256: await digestOf(path), bytes, modified, refused });
  }

  async #note(file: Stood, entry: Entry): Promise<void> {
    const { workspace, http, pid } = this.#deps;
    this.#ledger.set(keyOf(file), entry);
    await writeLedger(workspace, this.#ledger, { server: http.server, pid });
  }
}

const reportOf = (sent: readonly Stood[], errors: UploadReport['errors']): UploadReport => {
  const count = (kind: Stood['kind']) => sent.filter((file) => file.kind === kind).length;
  return { sessions: count('session'), local_md: count('local_md'), artifacts: count('artifact'), errors };
};
