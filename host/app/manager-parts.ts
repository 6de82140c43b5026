import { asFunction } from 'awilix';
import { companionsOf, pluginStateOf, settingOriginsOf, settingsChangedOf } from './companion-parts.ts';
import { keepTypedOf } from './keep-typed.ts';
import {
  contradictionsOf,
  duplicatesOf,
  editsOf,
  governanceOf,
  memoryIndexOf,
  memoryOf,
} from './memory-parts.ts';
import { pluginDiagnosisOf } from './plugin-diagnosis-parts.ts';
import {
  pluginFilesOf,
  pluginLogOf,
  pluginManagerOf,
  pluginPackagesOf,
  pluginPlansOf,
  pluginReachOf,
  runningSettingsOf,
} from './plugin-manager-parts.ts';

import { pluginBundlesOf, pluginSweepOf } from './plugin-store-parts.ts';

/** What changes plugins, as the container takes it. */
export const managerParts = {
  pluginFiles: asFunction(pluginFilesOf).singleton(),
  pluginLog: asFunction(pluginLogOf).singleton(),
  pluginManager: asFunction(pluginManagerOf).singleton(),
  pluginPlans: asFunction(pluginPlansOf).singleton(),
  pluginPackages: asFunction(pluginPackagesOf).singleton(),
  pluginBundles: asFunction(pluginBundlesOf).singleton(),
  pluginSweep: asFunction(pluginSweepOf).singleton(),
  pluginReach: asFunction(pluginReachOf).singleton(),
  pluginSettings: asFunction(runningSettingsOf).singleton(),
  pluginState: asFunction(pluginStateOf).singleton(),
  keepTyped: asFunction(keepTypedOf).singleton(),
  settingsChanged: asFunction(settingsChangedOf).singleton(),
  settingOrigins: asFunction(settingOriginsOf).singleton(),
  pluginDiagnosis: asFunction(pluginDiagnosisOf).singleton(),
  companions: asFunction(companionsOf).singleton(),
};

/** The corporate memory and who governs it, as the container takes them. */
export const memoryParts = {
  memory: asFunction(memoryOf).singleton(),
  memoryIndex: asFunction(memoryIndexOf).singleton(),
  memoryGovernance: asFunction(governanceOf).singleton(),
  memoryEdits: asFunction(editsOf).singleton(),
  contradictions: asFunction(contradictionsOf).singleton(),
  duplicates: asFunction(duplicatesOf).singleton(),
};
