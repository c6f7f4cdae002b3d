import { type Command, done, failed } from '../command.ts';
import { runUp } from '../run-up.ts';
import { parseSettings, settingWords } from '../settings-words.ts';
import { startDetached } from '../start-detached.ts';
import { upAnswer } from '../up-answer.ts';

export const up: Command = {
  name: 'up',
  operands: '',
  maxOperands: 0,
  summary: 'Start LANrage on this machine',
  details:
    'Returns you to the party you were in, if any. The screens are shown in a browser, under an address that only you know. "lanrage settings --help" explains what --set can change; the change is kept.',
  options: {
    detach: { text: 'Run in the background, and return when it is ready' },
    set: { value: 'KEY=VALUE', multiple: true, words: settingWords(), text: 'Change a setting first' },
    'no-browser': { text: "Don't open a browser" },
  },
  async run(args, context) {
    const sets = args.values('set');
    const patch = parseSettings(sets);
    if (!patch.ok) return failed(patch.fault);
    if (!args.has('detach')) {
      return runUp(context, { patch: patch.value, mayOpenBrowser: !args.has('no-browser') });
    }
    const folder = ['--data-dir', context.dataDir];
    const started = await startDetached([
      'up',
      '--json',
      ...folder,
      ...sets.flatMap((set) => ['--set', set]),
    ]);
    if (!started.ok) return failed(started.fault);
    context.say(upAnswer(started.value, context.io));
    return done();
  },
};
