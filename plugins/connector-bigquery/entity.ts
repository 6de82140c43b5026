/** What a type of the API comes to; what is neither a table nor asked like one cannot be registered. */
export const kindOf = (type: string): 'table' | 'view' | 'other' => kinds[type] ?? 'other';

const kinds: Readonly<Record<string, 'table' | 'view'>> = {
  TABLE: 'table',
  'BASE TABLE': 'table',
  CLONE: 'table',
  SNAPSHOT: 'table',
  VIEW: 'view',
  MATERIALIZED_VIEW: 'view',
  'MATERIALIZED VIEW': 'view',
  EXTERNAL: 'view',
};
