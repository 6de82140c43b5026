import { linkSeal } from '../store/outbox/link-seal.ts';
import { Outbox } from '../store/outbox/outbox.ts';
import { loadMailTemplates } from '../store/outbox/render-mail.ts';
import { Smtp } from '../store/outbox/smtp.ts';
import type { Outside } from './outside.ts';

interface Opening {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The state folder. */
  readonly folder: string;
  /** Name of the instance, as the sender. */
  readonly sender: string;
  readonly now: () => number;
}

/** Opens what mail needs: the key of the outbox, the templates, and the way out. */
export const openMail = async ({
  env,
  folder,
  sender,
  now,
}: Opening): Promise<Pick<Outside, 'outbox' | 'smtp' | 'mailTemplates' | 'mailAvailable'>> => {
  const smtp = new Smtp({ env, sender });
  return {
    outbox: new Outbox({ seal: await linkSeal(folder), now }),
    smtp,
    mailTemplates: await loadMailTemplates(),
    mailAvailable: () => smtp.available(),
  };
};
