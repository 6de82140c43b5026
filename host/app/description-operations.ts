import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';

interface Services {
  /** Made once from the operations themselves. */
  readonly openApi: () => object;
}

const openApi = operation({
  id: 'description.openapi',
  route: 'GET /openapi.json',
  summary: 'This document',
  who: 'public',
  result: Type.Object({}, { additionalProperties: true }),
  run: async (_input, services: Services) => services.openApi(),
});

/** What the host says about its own interface. */
export const descriptionOperations = [openApi];
