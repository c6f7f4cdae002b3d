import { describe, expect, it } from 'vitest';
import { Listeners, NamedListeners } from '../../../shared/listeners.ts';

describe('listeners', () => {
  it('hear until they leave', () => {
    const listeners = new Listeners<number>();
    const heard: number[] = [];
    const leave = listeners.add((value) => heard.push(value));
    listeners.tell(1);
    leave();
    listeners.tell(2);
    expect(heard).toEqual([1]);
    expect(listeners.isEmpty).toBe(true);
  });

  it('count twice when added twice', () => {
    const listeners = new Listeners<number>();
    const heard: number[] = [];
    const hear = (value: number): void => void heard.push(value);
    const leave = listeners.add(hear);
    listeners.add(hear);
    leave();
    listeners.tell(1);
    expect(heard).toEqual([1]);
  });

  it('do not hear what was told while they came or left', () => {
    const listeners = new Listeners<number>();
    const heard: string[] = [];
    let leave = (): void => undefined;
    listeners.add((value) => {
      heard.push(`first ${value}`);
      leave();
      listeners.add((later) => heard.push(`late ${later}`));
    });
    leave = listeners.add((value) => heard.push(`second ${value}`));
    listeners.tell(1);
    expect(heard).toEqual(['first 1']);
  });
});

describe('named listeners', () => {
  it('hear their own name alone', () => {
    const listeners = new NamedListeners<{ moved: string; left: number }>();
    const heard: unknown[] = [];
    listeners.on('moved', (value) => heard.push(value));
    listeners.on('left', (value) => heard.push(value));
    listeners.tell('moved', 'here');
    expect(heard).toEqual(['here']);
  });

  it('are counted by name, so that nobody makes what nobody hears', () => {
    const listeners = new NamedListeners<{ moved: string; left: number }>();
    expect(listeners.isHeard('moved')).toBe(false);
    const leave = listeners.on('moved', () => undefined);
    expect([listeners.isHeard('moved'), listeners.isHeard('left')]).toEqual([true, false]);
    leave();
    expect(listeners.isHeard('moved')).toBe(false);
  });

  it('hear nothing once all are cleared', () => {
    const listeners = new NamedListeners<{ moved: string }>();
    const heard: string[] = [];
    listeners.on('moved', (value) => heard.push(value));
    listeners.clear();
    listeners.tell('moved', 'here');
    expect(heard).toEqual([]);
  });
});
