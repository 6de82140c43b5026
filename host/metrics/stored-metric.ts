import type { Metric } from '../../metrics/metric.ts';

/** What was said of a metric, without how it is kept. */
export const plainOf = ({
  sqlTables: _read,
  source: _source,
  createdAt: _made,
  updatedAt: _at,
  updatedBy: _by,
  ...said
}: StoredMetric): Metric => said;

/** A metric as it is kept. */
export interface StoredMetric extends Metric {
  /** Tables that its statements name; null where one of them cannot be parsed. */
  readonly sqlTables: readonly string[] | null;
  readonly source: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly updatedBy: string | null;
}
