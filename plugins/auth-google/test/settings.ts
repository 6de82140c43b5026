import { readFile } from 'node:fs/promises';
import { checkerFor, type Manifest } from '@agnes/sdk';
import type { Settings } from '../settings.ts';

const manifest: Manifest = JSON.parse(
  await readFile(new URL('../agnes.plugin.json', import.meta.url), 'utf8'),
);
const check = checkerFor(manifest.config?.schema ?? {});

/** Settings as the host hands them over, defaults filled in. */
export const settings = (given: object = {}): Settings => {
  const checked = check(given);
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  // The schema and the interface say the same; only a test compares them.
  return checked.value as Settings;
};
