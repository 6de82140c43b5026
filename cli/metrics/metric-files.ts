import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { defineError } from '@agnes/sdk/errors';
import type { Metric } from '../../metrics/metric.ts';
import { faultText, type MetricFault } from '../../metrics/metric-fault.ts';
import { readMetrics } from '../../metrics/read-metrics.ts';
import { mostBytes } from '../../metrics/read-yaml.ts';
import { badFile } from '../errors.ts';
import { codeOf } from '../files/durable-file.ts';
import type { Session } from '../session/session.ts';
import { cellText } from '../terminal/text-table.ts';

/** A file of metrics, and what is in it. */
export interface MetricFile {
  readonly path: string;
  readonly metrics: readonly Metric[];
  readonly faults: readonly MetricFault[];
  readonly warnings: readonly MetricFault[];
}

/** Files that are not what they should be. */
export const metricsInvalid = defineError<{ faults: number }>({
  code: 'metrics_invalid',
  kind: 'bad_request',
  message: ({ faults }) =>
    `${faults === 1 ? 'One fault was' : `${faults} faults were`} found; nothing is sent.`,
  hint: 'Correct what is listed, and check it with agnes metrics validate.',
});

/** Reads a file, or every YAML file below a folder. */
export const metricFilesIn = async (named: string, { world }: Session): Promise<readonly MetricFile[]> => {
  const path = resolve(world.cwd, named);
  const paths = await pathsIn(path);
  const files = await Promise.all(paths.map((one) => fileAt(one, relative(world.cwd, one))));
  if (files.length === 0)
    throw badFile({
      path,
      reason: 'no .yml or .yaml file is in it',
      hint: 'Name a file, or a folder with some.',
    });
  return withoutTwice(files);
};

const pathsIn = async (path: string): Promise<readonly string[]> => {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name) && !entry.name.startsWith('.'))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted();
  } catch (cause) {
    throw unreadable(path, cause);
  }
};

const unreadable = (path: string, cause: unknown): Error =>
  badFile(
    { path, reason: codeOf(cause) ?? String(cause), hint: 'Name a YAML file, or a folder with some.' },
    { cause },
  );

const fileAt = async (path: string, shown: string): Promise<MetricFile> => {
  try {
    const { size } = await stat(path);
    // What is too long is not read to find that out.
    const text = size > mostBytes * 2 ? ' '.repeat(mostBytes + 1) : await readFile(path, 'utf8');
    return { path: shown, ...readMetrics(text) };
  } catch (cause) {
    throw unreadable(path, cause);
  }
};

/** A metric that an earlier file has is a fault of the later one. */
const withoutTwice = (files: readonly MetricFile[]): readonly MetricFile[] => {
  const first = new Map<string, string>();
  return files.map((file) => {
    const twice = file.metrics.filter(({ id }) => first.has(id));
    const faults = twice.map(({ id }) => ({ item: id, key: 'name', rule: `is in ${first.get(id)}, too` }));
    for (const { id } of file.metrics) if (!first.has(id)) first.set(id, file.path);
    return { ...file, faults: [...file.faults, ...faults] };
  });
};

/** What was found, for programs. */
export const filesData = (files: readonly MetricFile[]) =>
  files.map(({ metrics, ...file }) => ({ ...file, metrics: metrics.map(({ id }) => id) }));

/** What was found, for people: a line for each fault and each warning. */
export const filesText = (files: readonly MetricFile[]): readonly string[] =>
  files.flatMap(({ path, faults, warnings }) => [
    ...faults.map((fault) => cellText(`${path}: ${faultText(fault)}`)),
    ...warnings.map((warning) => cellText(`${path}: warning: ${faultText(warning)}`)),
  ]);
