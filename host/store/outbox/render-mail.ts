import { readFile } from 'node:fs/promises';
import { renderHtml, renderText } from '../../http/templates.ts';
import type { Mail } from './mail.ts';

/** A mail in the two forms it is sent in. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The forms mails take, read once at start. */
export interface MailTemplates {
  readonly text: string;
  readonly html: string;
}

const folder = new URL('../../../templates/emails/', import.meta.url);

/** Reads the templates. */
export const loadMailTemplates = async (): Promise<MailTemplates> => {
  const [text, html] = await Promise.all([
    readFile(new URL('message.mustache', folder), 'utf8'),
    readFile(new URL('message.html.mustache', folder), 'utf8'),
  ]);
  return { text, html };
};

/** Renders a mail in the frame of the instance. */
export const renderMail = (
  { text, html }: MailTemplates,
  { subject, heading, body, link }: Mail,
  instance: string,
): RenderedMail => {
  const view = { subject, heading, body, link, instance };
  return { subject, text: renderText(text, view), html: renderHtml(html, view) };
};
