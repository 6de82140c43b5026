import { behaviourChecks } from './behaviour-checks.ts';
import { extractChecks, unlookedBy } from './extract-checks.ts';
import type { KitCheck, NotLooked } from './kit.ts';
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
    .map((check) => ({ ...check, run: () => lookedAt(stage, check) }))
    .sort((a, b) => a.level.localeCompare(b.level));

const lookedAt = async (stage: Stage, check: KitCheck): Promise<readonly string[] | NotLooked> => {
  const notLooked = await unlookedBy(stage, check.title);
  return notLooked === undefined ? faultsWithRequests(stage, check) : { notLooked };
};

/** What a rule finds may well come of a request that the fixtures do not know. */
const faultsWithRequests = async (
  { parts: { server } }: Stage,
  { run }: KitCheck,
): Promise<readonly string[] | NotLooked> => {
  server.unknown.clear();
  const faults = await run();
  if ('notLooked' in faults || faults.length === 0) return faults;
  return [...faults, ...[...server.unknown].map((request) => `the fixtures have no answer for ${request}`)];
};
