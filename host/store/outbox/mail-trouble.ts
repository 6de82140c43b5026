import { isPlatformError } from '@agnes/sdk/errors';
import type { Conditions } from '../conditions.ts';
import type { OutboxRow } from './outbox-repository.ts';

type Addressed = Pick<OutboxRow, 'recipient'>;

/** What administrators see of mail that does not arrive. */
export class MailTrouble {
  readonly #conditions: Conditions;
  /** An earlier process may have left the condition open. */
  #isDown = true;

  constructor(conditions: Conditions) {
    this.#conditions = conditions;
  }

  /** A mail was taken: the server works, and so does this address. */
  async sent({ recipient }: Addressed): Promise<void> {
    await this.#conditions.clear('mail', recipient, failed);
    if (!this.#isDown) return;
    await this.#conditions.clear('mail', 'server', down);
    this.#isDown = false;
  }

  async failed(row: Addressed, { error, isOver }: { error: unknown; isOver: boolean }): Promise<void> {
    const why = isPlatformError(error) ? error.message : 'It could not be made.';
    if (isPlatformError(error) && error.kind === 'unavailable') await this.#raiseDown(why, error.hint);
    if (isOver) await this.#raiseFailed(row, why);
  }

  /** Ends what is known of mails that are no longer kept. */
  async forget(before: Date): Promise<void> {
    const open = await this.#conditions.open();
    const old = open.filter(({ code, lastSeenAt }) => code === failed && lastSeenAt < before);
    for (const { subjectId } of old) await this.#conditions.clear('mail', subjectId, failed);
  }

  async #raiseDown(why: string, remedy: string): Promise<void> {
    this.#isDown = true;
    const subject = { subjectType: 'mail', subjectId: 'server', code: down };
    await this.#conditions.raise({ ...subject, severity: 'error', why, remedy });
  }

  async #raiseFailed({ recipient }: Addressed, reason: string): Promise<void> {
    await this.#conditions.raise({
      subjectType: 'mail',
      subjectId: recipient,
      code: failed,
      severity: 'warning',
      why: `A mail to ${recipient} was given up: ${reason}`,
      remedy: 'Correct the address or the mail server, then have the mail sent again.',
    });
  }
}

const down = 'mail_down';
const failed = 'mail_failed';
