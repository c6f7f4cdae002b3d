import { type Command, done, misused } from '../command.ts';
import { completionOf } from '../completion/choices.ts';
import { completionScript, shells } from '../completion/scripts.ts';

/** @param commands - all of them, this one among them. */
export function completionCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    operands: 'SHELL',
    maxOperands: 1,
    words: shells,
    summary: 'Print what has your shell complete commands',
    details:
      'SHELL is bash, zsh or fish. The first line of what is printed says where it belongs; for bash: source <(lanrage completion bash)',
    options: {},
    async run({ operands: [wanted] }) {
      const shell = shells.find((name) => name === wanted);
      if (shell === undefined) return misused(`Say for which shell: ${shells.join(', ')}.`);
      const script = completionScript(shell, completionOf(commands()));
      return done({ json: { shell, script }, text: script.trimEnd() });
    },
  };
}
