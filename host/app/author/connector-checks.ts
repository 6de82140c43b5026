import { behaviourChecks } from './behaviour-checks.ts';
import { extractChecks, unlookedOf } from './extract-checks.ts';
import type { KitCheck } from './kit.ts';
import { offerChecks } from './offer-checks.ts';
import { pushedChecks } from './pushed-checks.ts';
import { readChecks } from './read-checks.ts';
import { resumeChecks } from './resume-checks.ts';
import type { Stage } from './stage.ts';
import { timeChecks } from './time-checks.ts';

/** L2 to L6, as far as they fit the connector. */
export const connectorChecks = (stage: Stage): readonly KitCheck[] =>
  [
    ...offerChecks(stage),
    ...readChecks(stage),
    ...extractChecks(stage),
    ...pushedChecks(stage),
    ...timeChecks(stage),
    ...resumeChecks(stage),
    ...behaviourChecks(stage),
  ]
    .map((check) => ({ ...check, ...unlookedOf(stage, check), run: () => faultsWithRequests(stage, check) }))
    .sort((a, b) => a.level.localeCompare(b.level));

/** What a rule finds may well come of a request that the fixtures do not know. */
const faultsWithRequests = async (
  { parts: { server } }: Stage,
  { run }: KitCheck,
): Promise<readonly string[]> => {
  server.unknown.clear();
  const faults = await run();
  if (faults.length === 0) return faults;
  return [...faults, ...[...server.unknown].map((request) => `the fixtures have no answer for ${request}`)];
};
