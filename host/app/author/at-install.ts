import { type Conformance, type ConformanceResult, keptResults, levelOf } from '../../kernel/conformance.ts';
import { configChecks } from './config-checks.ts';
import { readFixtures } from './fixtures.ts';
import { type KitCheck, type KitResult, runChecks } from './kit.ts';
import type { OpenPlugin } from './open-plugin.ts';
import { packageChecks } from './package-checks.ts';
import { skillChecks } from './skill-checks.ts';

/** What the kit says of a package that is to be installed. Nothing of it runs: nobody has approved anything yet. */
export const conformanceAtInstall = async (
  plugin: OpenPlugin,
  { hostVersion, at }: { readonly hostVersion: string; readonly at: number },
): Promise<Conformance> => {
  const checks = [...packageChecks(plugin), ...configChecks(plugin), ...skillChecks(plugin)];
  // Fixtures that cannot be read skip nothing.
  const fixtures = await readFixtures(plugin).catch(() => undefined);
  const results = await runChecks(checks.filter(isStill), fixtures?.skip ?? []);
  const told = results.map(resultOnWire);
  return {
    level: levelOf(told),
    at: new Date(at).toISOString(),
    host_version: hostVersion,
    results: keptResults(told),
  };
};

const isStill = ({ isForAuthors = false }: KitCheck): boolean => !isForAuthors;

/** Longest text that is kept of one rule. */
const longest = 2000;

const resultOnWire = ({ level, check, status, faults = [], reason = '' }: KitResult): ConformanceResult => ({
  level,
  rule: check,
  status,
  message: (faults.length > 0 ? faults.join('; ') : reason).slice(0, longest),
});
