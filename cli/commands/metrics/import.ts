import { Readable } from 'node:stream';
import { mostMetrics } from '../../../metrics/read-metrics.ts';
import { mostBytes } from '../../../metrics/read-yaml.ts';
import { metricYaml } from '../../../metrics/write-metric.ts';
import type { Run } from '../../command.ts';
import { badFile } from '../../errors.ts';
import { type JsonObject, objectsOf } from '../../json/values.ts';
import {
  filesData,
  filesText,
  type MetricFile,
  metricFilesIn,
  metricsInvalid,
} from '../../metrics/metric-files.ts';
import { cellText } from '../../terminal/text-table.ts';

/** Sends every metric of a file or a folder at once: the server takes all of them, or none. */
export const run: Run = async (input, session) => {
  const [named = ''] = input.args;
  const files = await metricFilesIn(named, session);
  const faults = files.flatMap((file) => file.faults).length;
  if (faults > 0)
    return { data: { files: filesData(files) }, text: filesText(files), failure: metricsInvalid({ faults }) };
  const { head, body } = formOf(files, named);
  const answer = await (await session.http()).object({
    method: 'POST',
    path: `/api/admin/metrics/import${input.on('dry-run') ? '?dry_run=true' : ''}`,
    upload: { source: Readable.from([body]), bytes: body.length },
    headers: head,
    seconds: 120,
  });
  const fileOf = new Map(files.flatMap(({ path, metrics }) => metrics.map(({ id }) => [id, path] as const)));
  const metrics = objectsOf(answer['metrics']).map((one) => ({
    ...one,
    file: fileOf.get(String(one['id'])),
  }));
  return {
    data: { ...answer, metrics, files: filesData(files) },
    text: [...filesText(files), ...linesOf(answer, metrics)],
  };
};

const linesOf = (answer: JsonObject, metrics: readonly JsonObject[]): readonly string[] => [
  ...metrics.map((one) => `${cellText(one['id'])}: ${cellText(one['outcome'])} (${cellText(one['file'])})`),
  ...objectsOf(answer['warnings']).map(
    ({ item, key, rule }) => `warning: ${cellText(item)}, ${cellText(key)}: ${cellText(rule)}`,
  ),
  `${cellText(answer['count'])} metrics are ${answer['status'] === 'checked' ? 'in order; nothing was changed' : 'imported'}.`,
];

/** One file in a form, as a browser sends it. */
const formOf = (files: readonly MetricFile[], path: string) => {
  const metrics = files.flatMap((file) => file.metrics);
  const yaml = Buffer.from(metrics.length === 0 ? '[]' : metrics.map(metricYaml).join(''));
  if (metrics.length > mostMetrics || yaml.length > mostBytes)
    throw badFile({
      path,
      reason: `${metrics.length} metrics of ${yaml.length} bytes are more than is taken at a time`,
      hint: `At most ${mostMetrics} metrics and ${mostBytes} bytes: import a part of the folder at a time.`,
    });
  const edge = `----agnes-${crypto.randomUUID()}`;
  const own = 'Content-Disposition: form-data; name="file"; filename="metrics.yml"';
  return {
    head: { 'Content-Type': `multipart/form-data; boundary=${edge}` },
    body: Buffer.concat([
      Buffer.from(`--${edge}\r\n${own}\r\nContent-Type: application/yaml\r\n\r\n`),
      yaml,
      Buffer.from(`\r\n--${edge}--\r\n`),
    ]),
  };
};
