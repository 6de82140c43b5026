import type { Metric } from '../../metrics/metric.ts';

/** A metric as it is kept. */
export interface StoredMetric extends Metric {
  /** Tables that its statements name; null where one of them cannot be parsed. */
  readonly sqlTables: readonly string[] | null;
  readonly source: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly updatedBy: string | null;
}
