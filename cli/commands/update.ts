import type { Outcome, Run } from '../command.ts';
import { safeText } from '../terminal/safe-text.ts';
import { offeredOlder, updateNotChosen } from '../update/errors.ts';
import { latestOffer, type Offer, wheelPath } from '../update/offer.ts';
import { commandOf, ownPlace } from '../update/place.ts';
import { alone, replaceProgram } from '../update/update.ts';
import { isOlder, version } from '../version.ts';

/** Replaces this program by the one that the server hands out, or tells what that is. */
export const run: Run = async (input, session) => {
  const { world, out } = session;
  const server = await session.server();
  if (!input.on('check') && !(await session.isServerChosen())) {
    throw updateNotChosen({ server, workspace: await session.workspace() });
  }
  const http = await session.httpTo(server, undefined, { isOldAllowed: true });
  const offer = await latestOffer(session, http);
  if (input.on('check')) return checked(server, offer);
  const place = await ownPlace(world, `${server}${wheelPath(offer.file)}`);
  return alone({ world, place }, async () => {
    if (offer.version === version) return unchanged;
    if (!isOlder(version, offer.version) && !input.on('allow-older')) {
      throw offeredOlder({ server, offered: offer.version, version });
    }
    out.note(`Installing agnes ${offer.version} …`);
    await replaceProgram({ world, http, place }, offer);
    return {
      data: { updated: true, from: version, to: offer.version, path: commandOf(place) },
      text: [`Updated agnes from ${version} to ${safeText(offer.version)}.`],
    };
  });
};

const unchanged: Outcome = {
  data: { updated: false, from: version, to: version },
  text: [`agnes ${version} is what the server hands out.`],
};

const checked = (server: string, { version: latest }: Offer): Outcome => {
  const isNewer = isOlder(version, latest);
  const next = isNewer ? 'Run: agnes update' : 'There is nothing to update.';
  return {
    data: { server, version, latest, update_available: isNewer },
    text: [`This is agnes ${version}; ${server} hands out ${safeText(latest)}. ${next}`],
  };
};
