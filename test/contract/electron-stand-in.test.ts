import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { toApp, toChromium } from '../e2e/stand-in/addresses.ts';
import { knownEvents, loud, refuseUnknown } from '../e2e/stand-in/loud.ts';
import { type Channel, createPeer } from '../e2e/stand-in/peer.ts';

describe('the stand-in for electron', () => {
  it('throws at what it does not know instead of letting it pass', () => {
    const part = loud('app', { quit: () => 'quit' });
    expect(part.quit()).toBe('quit');
    expect(() => Reflect.get(part, 'dock')).toThrow(/app\.dock/);
    expect(() => Reflect.set(part, 'name', 'x')).toThrow(/app\.name/);
    expect(() => refuseUnknown('window options', { kiosk: true }, ['width'])).toThrow(/kiosk/);
  });

  it('takes no listener for an event that it never sends', () => {
    const { events } = knownEvents('app', ['quit']);
    expect(() => events.on('activate', () => undefined)).toThrow(/activate/);
  });

  it('tells whether a listener prevented an event', () => {
    const { events, emitPreventable } = knownEvents('app', ['before-quit']);
    expect(emitPreventable('before-quit', {})).toBe(false);
    events.on('before-quit', (event: { preventDefault(): void }) => event.preventDefault());
    expect(emitPreventable('before-quit', {})).toBe(true);
  });

  it('shows the app its own addresses, whatever Chromium calls them', () => {
    const url = 'app://lanrage/assets/a.js?x=1#y';
    expect(toChromium(url)).toBe('https://lanrage.app.stand-in/assets/a.js?x=1#y');
    expect(toApp(toChromium(url))).toBe(url);
    for (const other of ['https://lanrage.example/', 'data:text/html,x']) {
      expect(toChromium(other)).toBe(other);
      expect(toApp(other)).toBe(other);
    }
  });
});

describe('the two processes of the stand-in', () => {
  interface Questions {
    double(input: number): number;
  }

  it('answer each other, errors included', async () => {
    const { here } = joined({ double: (input) => input * 2 });
    await expect(here.ask('double', 21)).resolves.toBe(42);
    const { here: broken } = joined({
      double: () => {
        throw new Error('cannot count');
      },
    });
    await expect(broken.ask('double', 1)).rejects.toThrow('cannot count');
  });

  it('say so when nobody answers a question', async () => {
    const { here } = joined({} as never);
    await expect(here.ask('double', 1)).rejects.toThrow('nobody answers double');
  });

  function joined(answers: { double(input: number): number }) {
    const [left, right] = [new EventEmitter(), new EventEmitter()];
    const end = (from: EventEmitter, to: EventEmitter): Channel => ({
      send: (message) => void to.emit('message', structuredClone(message)),
      onMessage: (listener) => void from.on('message', listener),
    });
    createPeer<Record<never, never>, Questions>(end(right, left), answers);
    return { here: createPeer<Questions, Record<never, never>>(end(left, right), {}) };
  }
});
