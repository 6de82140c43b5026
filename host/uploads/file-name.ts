import { badFileName } from './errors.ts';

const longest = 200;

/** The name a file is known by: no folder, no leading dot, nothing that a terminal or a page would act on. */
export const fileNameOf = (sent: string): string => {
  const base = sent.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const name = base.replaceAll(/\p{C}/gu, '_').trim().replace(/^\./, '_');
  if (name === '' || name.length > longest) throw badFileName({ filename: base.slice(0, longest) });
  return name;
};
