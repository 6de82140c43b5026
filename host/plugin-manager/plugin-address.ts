import { Type } from '@agnes/sdk';

/** Which plugin an address is about. */
export const pluginAddress = Type.Object({ publisher: Type.String(), slug: Type.String() });
