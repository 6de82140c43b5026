import type { FileFormat } from '@agnes/sdk';
import { quoteText } from '../../store/quote-ident.ts';
import { badCsvOption } from '../errors.ts';

/** The options of a csv file as the engine names them. Throws for one that is not known. */
export const csvOptions = ({ csv = {}, compression }: FileFormat): readonly string[] => [
  ...Object.entries(csv).map(([option, value]) => `${optionName(option)} = ${literal(option, value)}`),
  ...compressionOption(compression),
];

/** How a text file is packed, as an option of its reader. */
export const compressionOption = (compression: FileFormat['compression']): readonly string[] =>
  compression === undefined ? [] : [`compression = ${quoteText(compression)}`];

const optionNames: ReadonlyMap<string, string> = new Map([
  ['delimiter', 'delim'],
  ...['header', 'quote', 'escape', 'nullstr', 'new_line', 'skip', 'encoding', 'sample_size'].map(
    (name) => [name, name] as const,
  ),
]);

const optionName = (option: string): string => {
  const name = optionNames.get(option);
  if (name === undefined) throw badCsvOption({ option });
  return name;
};

const literal = (option: string, value: string | number | boolean): string => {
  if (typeof value !== 'string') return String(value);
  // The engine wants a line break in words.
  const isBreak = option === 'new_line';
  return quoteText(isBreak ? value.replace('\r', '\\r').replace('\n', '\\n') : value);
};
