/** Under which name the image is kept that ran before a deploy. */
export const previousOf = (image: string): string => tagged(image, 'previous');

/** Under which name the image is kept that a rollback took away. */
export const rolledBackOf = (image: string): string => tagged(image, 'rolled-back');

/** A colon may also stand before the port of a registry. */
const tagged = (image: string, tag: string): string => `${image.replace(/:[^:/]+$/, '')}:${tag}`;
