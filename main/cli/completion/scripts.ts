/** Completion scripts. Bash and zsh share their cases; fish asks the same questions in its own words. */
import type { Completion, ValueStep } from './choices.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** All words come from the table of commands: letters, digits, dashes and `=`, which bash alone treats specially. */
export function completionScript(shell: Shell, completion: Completion): string {
  switch (shell) {
    case 'bash':
      return bash(completion);
    case 'zsh':
      return zsh(completion);
    case 'fish':
      return fish(completion);
  }
}

function bash(completion: Completion): string {
  return `# Bash completion of lanrage: source <(lanrage completion bash)
_lanrage() {
  local at=$COMP_CWORD cur="\${COMP_WORDS[COMP_CWORD]}" key='' choices='' files='' command=''
  # Bash splits KEY=VALUE into three words.
  if [ "$cur" = '=' ]; then
    at=$((at-1)); key="\${COMP_WORDS[at]}="; cur=''
  elif [ "\${COMP_WORDS[at-1]}" = '=' ]; then
    at=$((at-2)); key="\${COMP_WORDS[at]}="
  fi
  local prev="\${COMP_WORDS[at-1]}"
  [ "$at" -gt 1 ] && command="\${COMP_WORDS[1]}"
  if [ "$at" -gt 2 ]; then
    case "\${COMP_WORDS[1]} \${COMP_WORDS[2]}" in
${twoWordCases(completion, '      ')}
    esac
  fi
${valueCases(completion, '  ')}
  if [ -n "$files" ]; then
    COMPREPLY=($(compgen -f -- "$cur"))
    compopt -o filenames 2>/dev/null
  else
    COMPREPLY=($(compgen -W "$choices" -- "$key$cur"))
    COMPREPLY=("\${COMPREPLY[@]#"$key"}")
    [[ "\${COMPREPLY[0]}" == *= ]] && compopt -o nospace 2>/dev/null
  fi
}
complete -F _lanrage lanrage
`;
}

function zsh(completion: Completion): string {
  return `#compdef lanrage
# Zsh completion of lanrage: lanrage completion zsh > "\${fpath[1]}/_lanrage"
_lanrage() {
  local prev="\${words[CURRENT-1]}" choices='' files='' command=''
  (( CURRENT > 2 )) && command="\${words[2]}"
  if (( CURRENT > 3 )); then
    case "\${words[2]} \${words[3]}" in
${twoWordCases(completion, '      ')}
    esac
  fi
${valueCases(completion, '  ')}
  if [ -n "$files" ]; then
    _files
  else
    compadd -- \${\${=choices}:#*=}
    compadd -S '' -- \${(M)\${=choices}:#*=}
  fi
}
if [ "\${funcstack[1]}" = _lanrage ]; then
  _lanrage "$@"
else
  compdef _lanrage lanrage
fi
`;
}

/** Names the command where two words make it. */
function twoWordCases({ steps }: Completion, indent: string): string {
  return steps
    .filter(({ typed }) => typed.includes(' '))
    .map(({ typed }) => `${indent}'${typed}') command='${typed}' ;;`)
    .join('\n');
}

/** Sets `choices` or `files` from `command` and `prev`. */
function valueCases({ steps, values }: Completion, indent: string): string {
  const value = (step: ValueStep): string =>
    step.value === 'files' ? 'files=1' : step.value === 'none' ? ':' : `choices='${step.value.join(' ')}'`;
  return [
    `case "$command $prev" in`,
    ...values.map((step) => `  '${step.command} ${step.option}') ${value(step)} ;;`),
    '  *)',
    '    case "$command" in',
    ...steps.map(({ typed, choices }) => `      '${typed}') choices='${choices.join(' ')}' ;;`),
    '    esac',
    '    ;;',
    'esac',
  ]
    .map((line) => indent + line)
    .join('\n');
}

function fish({ steps, values }: Completion): string {
  const families = new Set(steps.map(({ typed }) => typed).filter((typed) => typed.includes(' ')));
  return [
    '# Fish completion of lanrage: lanrage completion fish > ~/.config/fish/completions/lanrage.fish',
    'function __lanrage_command',
    '  set -l words (commandline -opc)',
    '  set -l two (string join " " -- $words[2..3])',
    '  switch $two',
    ...[...families].map((name) => `    case '${name}'\n      echo '${name}'\n      return`),
    '  end',
    '  echo "$words[2]"',
    'end',
    'complete -c lanrage -f',
    ...steps.map(
      ({ typed, choices }) =>
        `complete -c lanrage -n 'test (__lanrage_command) = "${typed}"' -a '${choices.join(' ')}'`,
    ),
    ...values.map(
      ({ command, option, value }) =>
        `complete -c lanrage -n 'test (__lanrage_command) = "${command}"' -l ${option.slice(2)} -r${
          value === 'files' ? ' -F' : value === 'none' ? '' : ` -a '${value.join(' ')}'`
        }`,
    ),
    '',
  ].join('\n');
}
