import type { PlannedTable, TableMode } from '../connector.ts';

/** What becomes of the published rows when the connector does not say. */
export const defaultMode = ({ fullRefresh }: Pick<PlannedTable, 'fullRefresh'>): TableMode =>
  fullRefresh ? 'replace' : 'merge';
