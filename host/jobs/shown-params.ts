import type { Job } from './job.ts';

/** What a job was told, for whoever may see it: of what it lays over the settings only the places. */
export const shownParams = ({ params }: Pick<Job, 'params'>): unknown => {
  if (typeof params !== 'object' || params === null || !('overlay' in params)) return params;
  const { overlay, ...others } = params;
  return { ...others, overlay: Array.isArray(overlay) ? overlay.map(placeOf) : '***' };
};

const placeOf = (slice: unknown): unknown =>
  typeof slice === 'object' && slice !== null && 'value' in slice ? { ...slice, value: '***' } : slice;
