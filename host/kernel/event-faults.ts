import type { Manifest } from '@agnes/sdk';
import type { ManifestFault } from './errors.ts';
import { reasonOf } from './reason.ts';

/** What of webhooks and jobs no schema can say: they are for connectors of the same plugin, and patterns are patterns. */
export const eventFaults = ({ contributes }: Manifest): readonly ManifestFault[] => {
  const { connectors = [], webhooks = [], jobs = [] } = contributes;
  const own = new Set(connectors.map(({ id }) => id));
  return [
    ...webhooks.flatMap(({ connector, targets = [] }, index) => [
      ...strangerFaults(own, connector, `/contributes/webhooks/${index}/connector`),
      ...targets.flatMap(({ pattern }, at) =>
        patternFaults(pattern, `/contributes/webhooks/${index}/targets/${at}/pattern`),
      ),
    ]),
    ...jobs.flatMap(({ connector }, index) =>
      connector === undefined ? [] : strangerFaults(own, connector, `/contributes/jobs/${index}/connector`),
    ),
  ];
};

const strangerFaults = (own: ReadonlySet<string>, connector: string, pointer: string): ManifestFault[] =>
  own.has(connector) ? [] : [{ pointer, message: `"${connector}" is no connector of this plugin` }];

const patternFaults = (pattern: string, pointer: string): ManifestFault[] => {
  try {
    new RegExp(pattern, 'u');
    return [];
  } catch (cause) {
    return [{ pointer, message: `is no pattern: ${reasonOf(cause)}` }];
  }
};
