import { isColumnType } from '../../column.ts';
import type { DiscoveredTable } from '../../connector.ts';
import { demand } from './demand.ts';
import { onStage } from './stage.ts';
import type { Check, ConnectorSubject } from './subject.ts';

/** What a source offers before anything is read. */
export const offerChecks = (subject: ConnectorSubject): readonly Check[] => [
  {
    title: 'a good connection is found good',
    run: () => onStage(subject, (stage) => stage.check()),
  },
  {
    title: 'everything there is is listed, the same each time, under names that SQL takes',
    run: () =>
      onStage(subject, async (stage) => {
        const found = await stage.discover();
        const names = found.map(({ sourceTable }) => sourceTable);
        demand(
          JSON.stringify(names.toSorted()) === JSON.stringify(subject.offered.toSorted()),
          `Discovery lists ${subject.offered.join(', ')}`,
          names,
        );
        assertNames(found);
        const again = await stage.discover();
        demand(JSON.stringify(again) === JSON.stringify(found), 'Discovery is stable', { found, again });
      }),
  },
];

const strict = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

const assertNames = (found: readonly DiscoveredTable[]): void => {
  const names = found.map(({ name }) => name);
  const illegal = names.filter((name) => !strict.test(name));
  demand(illegal.length === 0, 'Proposed names are strict identifiers', illegal);
  const lower = new Set(names.map((name) => name.toLowerCase()));
  demand(lower.size === names.length, 'No name is proposed twice', names);
  const types = found.flatMap(({ columns = [] }) => columns.map(({ type }) => type));
  const unknown = types.filter((type) => !isColumnType(type));
  demand(unknown.length === 0, 'Columns have types of the SDK', unknown);
};
