import type { Outcome } from '../command.ts';
import { namedPlugin } from '../marketplaces/path.ts';
import type { Session } from '../session/session.ts';
import { cellText } from '../terminal/text-table.ts';
import { grantedAs, offeredPlugins } from './offered.ts';

/** Tells the server whether its reader wants a plugin. */
export const choosePlugin = async (session: Session, wanted: string, enabled: boolean): Promise<Outcome> => {
  const http = await session.http();
  const { id } = grantedAs(await offeredPlugins(http), wanted);
  const { slug, plugin } = namedPlugin(id);
  const path = `/api/me/plugins/${encodeURIComponent(slug)}/${encodeURIComponent(plugin)}`;
  const data = await http.object({ method: 'PUT', path, body: { enabled } });
  const next = enabled ? `agnes skills install ${cellText(id)}` : 'agnes skills update';
  session.out.note(`Here it changes with: ${next}`);
  return { data, text: [`${cellText(id)} is ${enabled ? 'on' : 'off'}.`] };
};
