import { join } from 'node:path';
import { openJournal } from '../plugin-manager/settings/journal.ts';
import { overlayText, readOverlay, slicesAgain, withSlices } from '../settings/overlay-file.ts';
import { generationsIn } from './boot-generation.ts';

/** The file that administrators change at run time. */
export const overlayPath = (dataDir: string): string => join(dataDir, 'state', 'instance.yaml');

/** What the overlay is about to say, where a generation counts whose settings a crash kept out of it. */
export const overlayToBe = async (dataDir: string): Promise<string | undefined> => {
  const { overlay: slices = [] } = (await openJournal(generationsIn(dataDir))) ?? {};
  if (slices.length === 0) return undefined;
  // An overlay that cannot be read is told by whoever reads it.
  const overlay = await readOverlay(overlayPath(dataDir)).catch(() => undefined);
  return overlay === undefined ? undefined : overlayText(withSlices(overlay, slicesAgain(slices, overlay)));
};
