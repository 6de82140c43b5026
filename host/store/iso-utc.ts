/** The instant as every answer and log writes it: ISO 8601 in UTC with `+00:00`, never `Z`. */
export const isoUtc = (date: Date): string => date.toISOString().replace('Z', '+00:00');
