import { recipientInvalid } from './errors.ts';

/** A mail as whoever wants it sent says it. Only `link.url` may hold a secret: everything else stays readable. */
export interface Mail {
  /** One address, the one that is stored for the person. */
  readonly recipient: string;
  readonly subject: string;
  readonly heading: string;
  /** Paragraphs. */
  readonly body: readonly string[];
  readonly link?: { readonly label: string; readonly url: string };
}

/** The mail in a form that cannot become another: one recipient, and no line ends where headers are. */
export const checkedMail = (mail: Mail): Mail => {
  if (!address.test(mail.recipient)) throw recipientInvalid({});
  return {
    ...mail,
    subject: oneLine(mail.subject),
    heading: oneLine(mail.heading),
    body: mail.body.map(oneLine),
    ...(mail.link && { link: { label: oneLine(mail.link.label), url: oneLine(mail.link.url) } }),
  };
};

// Stricter than the standard: no list, no display name, no comment, no route, no quoted part.
const address = /^[^\s@,;:<>()[\]\\"\p{Cc}]{1,64}@[^\s@,;:<>()[\]\\"\p{Cc}]{1,253}$/u;

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
