import { badUsage } from '../errors.ts';

/** A resource as grants name it. */
export interface NamedResource {
  readonly resource_type: string;
  readonly resource_id: string;
}

/** The resource that `type=id` names. */
export const resourceIn = (text: string): NamedResource => {
  const [, type, id] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (type !== undefined && id !== undefined) return { resource_type: type, resource_id: id };
  throw badUsage({
    reason: `"${text}" names no resource: it is TYPE=ID, as in table=orders.`,
    hint: 'agnes admin grant resource-types shows the types, agnes admin grant overview the ids.',
  });
};
