import type { Outcome } from '../command.ts';
import type { Input } from '../input.ts';
import { type JsonObject, objectsOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { cellText } from '../terminal/text-table.ts';
import { marketplacePluginPath, namedPlugin } from './path.ts';
import { versionIdOf } from './version.ts';

/** What can be decided about a plugin of a marketplace. */
type Decision = 'approve' | 'reject' | 'quarantine' | 'disable' | 'enable';

interface Call {
  readonly input: Input;
  readonly session: Session;
  readonly reason?: string;
}

/** Tells the server what was decided, and people what is served now. */
export const decide = async (decision: Decision, { input, session, reason }: Call): Promise<Outcome> => {
  const named = namedPlugin(input.args[0] ?? '');
  const http = await session.http();
  const why = reason ?? input.text('reason');
  const version = input.text('of');
  const body = {
    ...(version !== undefined && { version: await versionIdOf(http, named, version) }),
    ...(why !== undefined && { reason: why }),
  };
  const path = `${marketplacePluginPath(named)}/${decision}`;
  const plugin = await http.object({ method: 'POST', path, ...(decision !== 'enable' && { body }) });
  return { data: { plugin }, text: [servedLine(input.args[0], plugin)] };
};

const servedLine = (name: unknown, { disabled, served_id: id, ...plugin }: JsonObject): string => {
  if (disabled !== null) return `${cellText(name)} is switched off: nobody is served it.`;
  const served = objectsOf(plugin['versions']).find((version) => version['id'] === id);
  return served
    ? `${cellText(name)} is served as ${cellText(served['version'])}.`
    : `Nobody is served ${cellText(name)}: no version of it is approved.`;
};
