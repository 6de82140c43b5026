import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectorContribution } from '@agnes/sdk';
import { levelOf } from '../../kernel/conformance.ts';
import { storeTree } from '../../kernel/plugin-store.ts';
import { hostVersion } from '../version.ts';
import type { Answer, AuthorRequest } from './answer.ts';
import { cassetteChecks } from './cassette-checks.ts';
import { configChecks } from './config-checks.ts';
import { connectorChecks } from './connector-checks.ts';
import { kitFailed } from './errors.ts';
import { FixtureServer } from './fixture-server.ts';
import { type Fixtures, readCassettes, readFixtures } from './fixtures.ts';
import { hostChecks } from './host-checks.ts';
import { type KitResult, runChecks, unknownSkips } from './kit.ts';
import { migrationChecks } from './migration-checks.ts';
import { type OpenPlugin, openPlugin } from './open-plugin.ts';
import { ownChecks } from './own-tests.ts';
import { packageChecks } from './package-checks.ts';
import { skillChecks } from './skill-checks.ts';
import { Stage } from './stage.ts';
import { linesOf } from './test-lines.ts';
import { writeReport } from './test-report.ts';

/** The conformance kit: every level that fits what the plugin brings, then its own tests. */
export const testPlugin = async ({ folder, html }: AuthorRequest): Promise<Answer> => {
  const plugin = await openPlugin(folder);
  const cassettes = await readCassettes(plugin);
  const [recorded] = cassettes.values();
  const fixtures = (await readFixtures(plugin)) ?? recorded;
  const skips = fixtures?.skip ?? [];
  const still = [
    ...packageChecks(plugin),
    ...configChecks(plugin),
    ...migrationChecks(plugin),
    ...skillChecks(plugin),
  ];
  const looked = [
    ...(await runChecks(still, skips)),
    ...(await connectorResults(plugin, fixtures)),
    ...(await runChecks(cassetteChecks(plugin, cassettes), skips)),
    ...(await runChecks(hostChecks(plugin, fixtures), skips)),
    ...(await runChecks(ownChecks(plugin), skips)),
  ];
  const results = [...looked, ...unknownSkips(looked, skips)];
  const failed = results.filter(({ status }) => status === 'failed').length;
  const { id, version } = plugin.manifest;
  const level = levelOf(results);
  const { message, code, kind, hint } = kitFailed({ failed, checks: results.length });
  const summary = summaryOf(results, level);
  if (html !== undefined) await writeReport(html, { id, version, summary, results });
  return {
    data: { id, version, passed: failed === 0, level, host_version: await hostVersion(), checks: results },
    text: [...results.flatMap(linesOf), summary, ...(html === undefined ? [] : [`The report is ${html}`])],
    ...(failed > 0 && { failure: { message, code, kind, hint } }),
  };
};

/** L2 to L6 run from a copy that cannot be written, as in a host. */
const connectorResults = async (
  plugin: OpenPlugin,
  fixtures: Fixtures | undefined,
): Promise<readonly KitResult[]> => {
  const [connector] = plugin.manifest.contributes.connectors ?? [];
  if (!connector) return [];
  const level = 'L2';
  if (!fixtures?.tables.length) {
    const faults = [
      `fixtures.json ${fixtures ? 'has no tables' : 'is missing'}: it says with which settings, and what the server answers; agnes plugin record writes the same of a real server`,
    ];
    return [{ level, check: 'the connector can be tried', status: 'failed', faults, ms: 0 }];
  }
  const work = await mkdtemp(join(await realpath(tmpdir()), 'agnes-kit-'));
  await using server = await FixtureServer.start(plugin.manifest, fixtures);
  try {
    const stored = await storeTree(plugin.tree, join(work, 'store'));
    const stage = new Stage({ plugin, connector, fixtures, server, stored, work });
    return [...(await runChecks(connectorChecks(stage), fixtures.skip)), ...driverResults(connector)];
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/** The kit runs the entry of a connector itself: which driver fits a source, and whether its extension loads, is known to hosts. */
const driverResults = ({ drivers = [] }: ConnectorContribution): readonly KitResult[] =>
  drivers.map(({ name }) => ({
    level: 'L4',
    check: `the driver "${name}" reads like the connector itself`,
    status: 'skipped',
    reason: 'the kit runs the own entry of a connector, and no driver',
    ms: 0,
  }));

const summaryOf = (results: readonly KitResult[], level: string | null): string => {
  const count = (wanted: KitResult['status']): number =>
    results.filter(({ status }) => status === wanted).length;
  const counts = `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
  return `${counts}; level ${level ?? 'none'}`;
};
