import { readFile } from 'node:fs/promises';
import type { Delivery } from '../connector.ts';
import { frozenCopy } from '../frozen-copy.ts';
import type { DeliveryFile } from './protocol.ts';

/** The events with their payloads, which the host has checked to be JSON. */
export const readDeliveries = async (files: readonly DeliveryFile[]): Promise<readonly Delivery[]> => {
  const deliveries: Delivery[] = [];
  for (const { path, ...delivery } of files) {
    const payload: unknown = JSON.parse(await readFile(path, 'utf8'));
    deliveries.push(frozenCopy({ ...delivery, payload }));
  }
  return deliveries;
};
