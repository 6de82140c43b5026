import { type Reply, reply } from '../http/reply.ts';
import type { ScriptName } from './assets.ts';
import type { Asking } from './frame.ts';
import type { PageName } from './pages.ts';
import type { Web } from './web.ts';

/** A page that is shown to somebody who is signed in. */
export interface Shown {
  readonly page: PageName;
  readonly title: string;
  /** The entry of the menu under which it lies. */
  readonly path: string;
  readonly view: object;
  readonly script?: ScriptName;
  readonly status?: number;
  /** Seconds after which browsers ask again by themselves. */
  readonly refresh?: number;
}

/** Pages hold what only their reader may see. */
export const noStore = { 'Cache-Control': 'private, no-store' };

/** Renders a page for whoever asks. */
export const pageReply = async (
  web: Web,
  asking: Asking,
  { page, title, path, view, script, refresh, status = 200 }: Shown,
): Promise<Reply> => {
  const frame = { ...(await web.frame(asking, { title, path })), ...(script !== undefined && { script }) };
  const headers = refresh === undefined ? noStore : { ...noStore, Refresh: String(refresh) };
  return reply({ status, headers, html: web.pages.render(page, frame, view) });
};

/** After a form has done its work: a page that can be read again without sending it twice. */
export const seeOther = (path: string): Reply => reply({ status: 303, headers: noStore, redirect: path });

/** What `secret.mustache` is filled with: a value that is shown once, in the answer that made it. */
export interface SecretView {
  readonly heading: string;
  readonly says: string;
  readonly label: string;
  readonly value: string;
  readonly warning: string;
  readonly facts?: readonly string[];
  readonly back: { readonly href: string; readonly label: string };
}

/** Shows a value once. It is in no address and in no cache. */
export const secretReply = (
  web: Web,
  asking: Asking,
  { view, path }: { view: SecretView; path: string },
): Promise<Reply> =>
  pageReply(web, asking, { page: 'secret', title: view.heading, path, view: { facts: [], ...view } });
