import type { Run } from '../../command.ts';
import { filesData, filesText, metricFilesIn, metricsInvalid } from '../../metrics/metric-files.ts';

/** Checks files of metrics by the rules of the server, without asking it. */
export const run: Run = async ({ args: [named = ''] }, session) => {
  const files = await metricFilesIn(named, session);
  const faults = files.flatMap((file) => file.faults).length;
  const count = files.flatMap((file) => file.metrics).length;
  const data = { files: filesData(files), count, faults };
  if (faults > 0) return { data, text: filesText(files), failure: metricsInvalid({ faults }) };
  const end = `${count} metrics in ${files.length} files are in order.`;
  return { data, text: [...filesText(files), end] };
};
