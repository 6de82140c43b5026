import { type TSchema, Type } from '@agnes/sdk';

/** No key but those that are named. */
export const closed = { additionalProperties: false } as const;
/** A section that may be left out. */
export const section = <P extends Record<string, TSchema>>(properties: P, description: string) =>
  Type.Object(properties, { ...closed, default: {}, description });

/** A text, with what it means. */
export const text = (description: string, options: object = {}) => Type.String({ description, ...options });
