import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { benchIn, type Case } from './bench.ts';
import { access } from './cases/access.ts';
import { commandLine } from './cases/command-line.ts';
import { download } from './cases/download.ts';
import { extract } from './cases/extract.ts';
import { feed } from './cases/feed.ts';
import { feedStorm } from './cases/feed-storm.ts';
import { heavyLoad } from './cases/heavy-load.ts';
import { jira } from './cases/jira.ts';
import { jiraKept } from './cases/jira-kept.ts';
import { largeAnswer } from './cases/large-answer.ts';
import { manifest } from './cases/manifest.ts';
import { marketplaceSync } from './cases/marketplace-sync.ts';
import { mcp } from './cases/mcp.ts';
import { merge } from './cases/merge.ts';
import { pluginBoot } from './cases/plugin-boot.ts';
import { pluginDev } from './cases/plugin-dev.ts';
import { pluginHooks } from './cases/plugin-hooks.ts';
import { pluginSwap } from './cases/plugin-swap.ts';
import { pointQuery } from './cases/point-query.ts';
import { postgres } from './cases/postgres.ts';
import { rebuild } from './cases/rebuild.ts';
import { sandbox } from './cases/sandbox.ts';
import { smallQuery } from './cases/small-query.ts';
import { start } from './cases/start.ts';
import { sync } from './cases/sync.ts';
import type { Measured } from './measured.ts';
import { tableOf } from './report.ts';
import { temporaryFolder } from './workshop.ts';

const cases: readonly Case[] = [
  start,
  commandLine,
  smallQuery,
  pointQuery,
  mcp,
  heavyLoad,
  sandbox,
  largeAnswer,
  download,
  extract,
  merge,
  rebuild,
  postgres,
  jira,
  jiraKept,
  manifest,
  sync,
  marketplaceSync,
  feed,
  feedStorm,
  access,
  pluginHooks,
  pluginBoot,
  pluginSwap,
  pluginDev,
];

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
  },
});

const chosen = cases.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) throw new Error(`--only takes one of: ${cases.map(({ name }) => name).join(', ')}`);

await using folder = await temporaryFolder();
const bench = benchIn(folder.path, Number(values.rounds));
const measured: Measured[] = [];
const load = [busy()];
for (const { name, run } of chosen) {
  process.stderr.write(`${name} …\n`);
  measured.push(...(await run(bench)));
  load.push(busy());
}

function busy(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

const machine = { node: process.version, cores: availableParallelism(), load };
process.stdout.write(
  values.json
    ? `${JSON.stringify({ machine, measured }, undefined, 2)}\n`
    : `${tableOf(measured)}\n\nNode ${machine.node}, ${machine.cores} cores, load before and after each group: ${load.join(', ')}\n`,
);
