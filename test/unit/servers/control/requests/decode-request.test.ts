import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRequest } from '../../../../../main/servers/control/requests/decode-request.ts';
import { CONTROL_FRAME_LIMIT_BYTES } from '../../../../../shared/control/messages.ts';

describe('reading a frame', () => {
  it('never throws, whatever the text is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const decoded = decodeRequest(text);
        expect(decoded.ok || decoded.fault.code.startsWith('control.')).toBe(true);
      }),
      { seed: 20_261_121, numRuns: 500 },
    );
  });

  it('answers to the id of a request with wrong fields', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
        const decoded = decodeRequest(JSON.stringify({ ...fields, id: 7, type: 'party.join', party: 1 }));
        expect(decoded).toMatchObject({ ok: false, re: 7, fault: { code: 'control.bad-message' } });
      }),
      { seed: 20_261_121, numRuns: 200 },
    );
  });

  it('survives the deepest nesting that a frame can hold', () => {
    const depth = Math.floor(CONTROL_FRAME_LIMIT_BYTES / 2);
    expect(decodeRequest('['.repeat(depth) + ']'.repeat(depth)).ok).toBe(false);
  });

  it('ignores fields of a newer version', () => {
    expect(decodeRequest('{"id":1,"type":"heartbeat","mood":"good"}')).toEqual({
      ok: true,
      re: 1,
      request: { id: 1, type: 'heartbeat' },
    });
  });

  it('does not take a prototype for a type', () => {
    const decoded = decodeRequest('{"id":1,"type":"constructor","__proto__":{"ok":true}}');
    expect(decoded).toMatchObject({ ok: false, re: 1, fault: { code: 'control.unknown-type' } });
  });
});
