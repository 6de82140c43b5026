import { type TSchema, Type } from '@agnes/sdk';

/** Unknown keys are errors. */
export const closed = { additionalProperties: false } as const;

/** A part of instance.yaml that may be left out. */
export const section = <P extends Record<string, TSchema>>(properties: P, description: string) =>
  Type.Object(properties, { ...closed, default: {}, description });

/** A line of text. */
export const text = (description: string, options: object = {}) => Type.String({ description, ...options });
