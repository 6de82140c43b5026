/** Milliseconds UTC as every answer writes an instant: ISO 8601 with `+00:00`, never `Z`. */
export const utc = (ms: number): string => new Date(ms).toISOString().replace('Z', '+00:00');
