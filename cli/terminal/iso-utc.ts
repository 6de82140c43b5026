/** A moment in the form of all our files: whole seconds, offset written out. */
export const isoUtc = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00');
