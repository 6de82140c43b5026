import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Metric } from '../../../metrics/metric.ts';
import { checkedMetric } from '../../../metrics/read-metrics.ts';
import { metricFiles, metricYaml } from '../../../metrics/write-metric.ts';
import type { Run } from '../../command.ts';
import { badAnswer, badFile } from '../../errors.ts';
import { codeOf, writeDurably } from '../../files/durable-file.ts';
import { objectsOf } from '../../json/values.ts';
import { listedMetrics } from '../../metrics/listed-metrics.ts';
import type { World } from '../../world.ts';

/** Writes one YAML file for each metric; importing them gives the same metrics. */
export const run: Run = async (input, session) => {
  const { world } = session;
  const folder = resolve(world.cwd, input.text('out') ?? 'metrics');
  const { metrics: listed } = await listedMetrics(input, await session.http());
  const metrics = objectsOf(listed).map((fields) => {
    const { metric } = checkedMetric(fields);
    if (!metric) throw badAnswer({ path: '/api/metrics', reason: 'one of them is no metric' });
    return metric;
  });
  const paths = metricFiles(metrics);
  const files: { id: string; path: string }[] = [];
  for (const metric of metrics) {
    const path = join(folder, paths.get(metric.id) ?? '');
    await write(path, metric, world);
    files.push({ id: metric.id, path });
  }
  return { data: { folder, files, count: files.length }, text: [`${files.length} metrics below ${folder}`] };
};

const write = async (path: string, metric: Metric, { pid }: World): Promise<void> => {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeDurably(path, metricYaml(metric), { mode: 0o644, pid });
  } catch (cause) {
    const reason = codeOf(cause) ?? 'it cannot be written';
    throw badFile({ path, reason, hint: 'Name a folder that you may write to.' }, { cause });
  }
};
