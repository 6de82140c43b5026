import { Type } from '@agnes/sdk';

/** An optional text field that older clients also send as null. */
export const nullable = (description: string, format?: string) =>
  Type.Optional(
    Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description,
      ...(format !== undefined && { format }),
    }),
  );

/** An optional field with a choice of words, or null. */
export const nullableWord = <const Words extends readonly string[]>(words: Words) =>
  Type.Optional(Type.Unsafe<Words[number] | null>({ enum: [...words, null] }));
