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

/**
 * The form the `Accept` header asks for, JSON when it does not say. What is said of a form most closely holds for it;
 * of those wanted alike the one named first wins.
 */
export const acceptedFormat = (accept: string): QueryFormat => {
  if (accept.trim() === '') return 'json';
  const ranges = accept.split(',').map(rangeOf);
  const [best] = queryFormats
    .flatMap((format) => wishOf(format, ranges))
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality || a.place - b.place);
  if (best === undefined) throw notAcceptable({ accept });
  return best.format;
};

interface Range {
  readonly type: string;
  readonly quality: number;
}

interface Wish {
  readonly format: QueryFormat;
  readonly quality: number;
  readonly place: number;
}

/** How much one form is wanted, and where that stands; nothing when it is not spoken of. */
const wishOf = (format: QueryFormat, ranges: readonly Range[]): readonly Wish[] => {
  const [type = ''] = mediaTypes[format].split(';');
  const closest = [type, `${type.split('/')[0]}/*`, '*/*'];
  const said = closest.find((one) => ranges.some((range) => range.type === one));
  const place = ranges.findIndex((range) => range.type === said);
  const range = ranges[place];
  return range ? [{ format, quality: range.quality, place }] : [];
};

const rangeOf = (range: string): Range => {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
};
