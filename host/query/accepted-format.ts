import { notAcceptable } from './errors.ts';
import { type QueryFormat, queryFormats } from './protocol.ts';

/** Media types of the answers. */
export const mediaTypes: Record<QueryFormat, string> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.stream',
};

/** The form the `Accept` header asks for, the first of the preferred ones winning; JSON when it does not say. */
export const acceptedFormat = (accept: string): QueryFormat => {
  if (accept.trim() === '') return 'json';
  const wanted = accept
    .split(',')
    .map(rangeOf)
    .filter(({ quality }) => quality > 0);
  const best = wanted.sort((a, b) => b.quality - a.quality);
  const format = best.map(({ type }) => formatOf(type)).find((known) => known !== undefined);
  if (format === undefined) throw notAcceptable({ accept });
  return format;
};

const formatOf = (type: string): QueryFormat | undefined =>
  type === '*/*' || type === 'application/*'
    ? 'json'
    : queryFormats.find((format) => mediaTypes[format].split(';')[0] === type);

const rangeOf = (range: string): { type: string; quality: number } => {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
};
