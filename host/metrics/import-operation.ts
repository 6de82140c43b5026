import { type Static, Type } from '@agnes/sdk';
import { readMetrics } from '../../metrics/read-metrics.ts';
import { mostBytes } from '../../metrics/read-yaml.ts';
import { malformedBody } from '../http/errors.ts';
import { fileOfForm, uploadFrame } from '../http/form-file.ts';
import type { Intent } from '../http/intent.ts';
import { type Input, operation } from '../http/operation.ts';
import type { Principal } from '../http/principal.ts';
import { metricsInvalid } from './errors.ts';
import type { Metrics } from './metrics.ts';
import { noticeSchema } from './wire.ts';

interface Services {
  readonly metrics: Pick<Metrics, 'keep'>;
}

const importResult = Type.Object({
  status: Type.Union([Type.Literal('imported'), Type.Literal('checked')]),
  count: Type.Integer(),
  metrics: Type.Array(
    Type.Object({
      id: Type.String(),
      outcome: Type.String({ description: '`created`, `updated` or `unchanged`.' }),
    }),
  ),
  warnings: Type.Array(noticeSchema, { description: 'What is taken all the same.' }),
});

/** Takes a file of metrics in. */
export const importMetrics = operation({
  id: 'metrics.import',
  route: 'POST /api/admin/metrics/import',
  summary: 'Take in a YAML file of metrics, sent as the `file` of a form: all of it, or nothing',
  who: 'admin',
  query: Type.Object({
    dry_run: Type.Boolean({ default: false, description: 'Only say what would become of it.' }),
  }),
  streamed: true,
  maxBody: mostBytes + uploadFrame,
  result: importResult,
  problems: ['metrics_invalid', 'too_many_metrics', 'malformed_body'],
  audit: ({ query }) => ({
    action: query.dry_run ? 'metric.checked' : 'metric.imported',
    resource: 'metrics',
  }),
  run: ({ principal, query: { dry_run: isDry }, intent, request }, { metrics }: Services) =>
    importFile({ request, principal, isDry, intent }, metrics),
});

/** A form with a file, and who has sent it. */
interface SentFile {
  readonly request: Pick<Input['request'], 'stream' | 'headers'>;
  readonly principal: Pick<Principal, 'userId'>;
  readonly isDry: boolean;
  readonly intent: Intent;
}

/** Takes the metrics of a file in, all or none; pages do it, too. */
export const importFile = async (
  { request, principal, isDry, intent }: SentFile,
  metrics: Pick<Metrics, 'keep'>,
): Promise<Static<typeof importResult>> => {
  const text = await textOf(fileOfForm(request.stream, request.headers['content-type'] ?? ''));
  const { metrics: drafts, faults, warnings: left } = readMetrics(text);
  if (faults.length > 0) throw metricsInvalid({ errors: faults.slice(0, faultsTold) });
  const wanted = { metrics: drafts, source: 'yaml_import', principal, isDry };
  const { kept, warnings } = await metrics.keep(wanted, intent);
  return {
    status: isDry ? 'checked' : 'imported',
    count: kept.length,
    metrics: kept.map(({ metric: { id }, outcome }) => ({ id, outcome })),
    warnings: [...left, ...warnings].slice(0, faultsTold).map(({ item, key, rule }) => ({ item, key, rule })),
  };
};

const faultsTold = 500;

const textOf = async (file: AsyncIterable<Buffer>): Promise<string> => {
  const bytes = Buffer.concat(await Array.fromAsync(file));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformedBody({ reason: 'the file is not UTF-8' }, { cause });
  }
};
