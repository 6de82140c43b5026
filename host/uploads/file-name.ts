import { badFileName } from './errors.ts';

const longest = 200;

/** The name a file is known by: no folder, no leading dot, nothing that a terminal or a page would act on. */
export const fileNameOf = (sent: string): string => {
  const name = knownName(sent);
  if (name === '' || name.length > longest) throw badFileName({ filename: name.slice(0, longest) });
  return name;
};

/** What a file is known by, if there is one; whoever sent it may still say its own name. */
export const knownName = (sent: string): string => {
  const base = sent.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  return base.replaceAll(/\p{C}/gu, '_').trim().replace(/^\./, '_');
};
