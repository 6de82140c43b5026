import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkerFor, type Manifest, manifestSchema } from '@agnes/sdk';
import { contributionIds, entriesOf, settingsSchemasOf, skillFilesOf } from './contributions.ts';
import { type ManifestFault, manifestInvalid } from './errors.ts';
import { eventFaults } from './event-faults.ts';
import { isRange } from './host-range.ts';
import { reasonOf } from './reason.ts';
import { settingsChecker } from './settings-checker.ts';
import type { Tree } from './tree.ts';

/** The one name a manifest has. */
export const manifestName = 'agnes.plugin.json';

const largest = 256 * 1024;
const check = checkerFor(manifestSchema, { compiled: 'later' });

/** The manifest of a plugin; every fault of it is thrown as one error. */
export const readManifest = async (tree: Tree): Promise<Manifest> => {
  const refuse = refusal(tree);
  const bytes = tree.files.get(manifestName) ?? 0;
  if (bytes > largest) throw refuse([{ pointer: '/', message: `is larger than ${largest} bytes` }]);
  const checked = check(await parsed(tree, refuse));
  if (!checked.ok) throw refuse(checked.faults.map(({ loc, msg }) => ({ pointer: loc, message: msg })));
  const faults = [...rangeFaults(checked.value), ...entryFaults(checked.value, tree)];
  faults.push(...idFaults(checked.value), ...settingsFaults(checked.value), ...eventFaults(checked.value));
  if (faults.length > 0) throw refuse(faults);
  return checked.value;
};

type Refuse = (faults: readonly ManifestFault[], cause?: unknown) => Error;

const refusal =
  ({ folder }: Tree): Refuse =>
  (faults, cause) =>
    manifestInvalid({ folder: basename(folder), faults }, { cause });

const parsed = async ({ folder }: Tree, refuse: Refuse): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(join(folder, manifestName), 'utf8'));
  } catch (cause) {
    throw refuse([{ pointer: '/', message: `is not JSON: ${reasonOf(cause)}` }], cause);
  }
};

const rangeFaults = ({ engines }: Manifest): ManifestFault[] =>
  isRange(engines.host)
    ? []
    : [{ pointer: '/engines/host', message: `"${engines.host}" is not a range of versions` }];

const entryFaults = (manifest: Manifest, { files }: Tree): ManifestFault[] =>
  [...entriesOf(manifest), ...skillFilesOf(manifest)]
    .filter(({ entry }) => !files.has(entry))
    .map(({ pointer, entry }) => ({ pointer, message: `"${entry}" is not a file of this plugin` }));

const idFaults = (manifest: Manifest): ManifestFault[] => {
  const ids = contributionIds(manifest);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return twice.map((id) => ({ pointer: '/contributes', message: `${id} is there twice` }));
};

const settingsFaults = (manifest: Manifest): ManifestFault[] =>
  settingsSchemasOf(manifest).flatMap(({ pointer, schema }) => {
    try {
      settingsChecker(schema);
      return [];
    } catch (cause) {
      return [{ pointer, message: `is not a schema of settings: ${reasonOf(cause)}` }];
    }
  });
