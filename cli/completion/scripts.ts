import type { Word, Words } from './words.ts';

/** Shells for which there is a script. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** A shell for which there is a script. */
export type Shell = (typeof shells)[number];

/** The script that a shell reads at its start; it never starts the program itself. */
export const scriptFor = (shell: Shell, words: Words): string => makers[shell](words);

const single = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const textsOf = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ');
const pathsOf = (words: Words): string => [...words.keys()].filter(Boolean).map(single).join('|');

/** Walks along what is typed as long as it is the name of a command. */
const walk = (words: Words): string => `  at=''
  for word in "$@"; do
    case "$at\${at:+ }$word" in
      ${pathsOf(words)}) at="$at\${at:+ }$word" ;;
    esac
  done`;

const bash = (words: Words): string => `_agnes_next() {
  local at word
${walk(words)}
  case "$at" in
${[...words].map(([path, next]) => `    ${single(path)}) echo ${single(textsOf(next))} ;;`).join('\n')}
  esac
}

_agnes() {
  local current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=($(compgen -W "$(_agnes_next "\${COMP_WORDS[@]:1:COMP_CWORD-1}")" -- "$current"))
}

complete -o default -F _agnes agnes da
`;

const zsh = (words: Words): string => `#compdef agnes da
_agnes() {
  local at word
  local -a next
  set -- "\${(@)words[2,CURRENT-1]}"
${walk(words)}
  case "$at" in
${[...words].map(([path, next]) => `    ${single(path)}) next=(${next.map(described).join(' ')}) ;;`).join('\n')}
  esac
  _describe 'agnes' next || _files
}

compdef _agnes agnes da
`;

const described = ({ text, summary }: Word): string => single(`${text.replaceAll(':', '\\:')}:${summary}`);

const fish = (words: Words): string => `function __agnes_at
  set -l at
  for word in (commandline -opc)[2..-1]
    switch (string join ' ' $at $word)
      case ${[...words.keys()].filter(Boolean).map(single).join(' ')}
        set -a at $word
    end
  end
  test "$at" = "$argv"
end

complete -c da -w agnes
${[...words].flatMap(([path, next]) => next.map((word) => fishLine(path, word))).join('\n')}
`;

const fishLine = (path: string, { text, summary }: Word): string => {
  const what = text.startsWith('--') ? `-l ${text.slice(2)}` : `-f -a ${text}`;
  return `complete -c agnes -n ${single(`__agnes_at ${path}`)} ${what} -d ${single(summary)}`;
};

const powershell = (words: Words): string => `$agnesWords = @{
${[...words].map(([path, next]) => `  ${doubled(path)} = ${doubled(textsOf(next))}`).join('\n')}
}
Register-ArgumentCompleter -Native -CommandName agnes, da -ScriptBlock {
  param($current, $ast, $position)
  $at = ''
  foreach ($element in $ast.CommandElements | Select-Object -Skip 1) {
    $longer = ("$at " + $element.ToString()).Trim()
    if ($element.Extent.EndOffset -lt $position -and $agnesWords.ContainsKey($longer)) { $at = $longer }
  }
  $agnesWords[$at] -split ' ' | Where-Object { $_ -like "$current*" } |
    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`;

const doubled = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const makers: Readonly<Record<Shell, (words: Words) => string>> = { bash, zsh, fish, powershell };
