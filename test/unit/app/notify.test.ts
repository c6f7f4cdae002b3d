import { describe, expect, it, vi } from 'vitest';
import type { Alert } from '../../../shared/model/insight.ts';
import { desktopTexts } from '../../../shared/texts/desktop.ts';
import { emptySnapshot, fakeEngine } from '../../mocks/fake-engine.ts';
import { mockInsight } from '../../mocks/mock-watch.ts';

const shown = vi.hoisted(() => [] as string[]);
vi.mock('electron', () => ({
  Notification: class {
    static isSupported = (): boolean => true;
    readonly title: string;
    constructor({ title }: { title: string }) {
      this.title = title;
    }
    on(): void {
      // Nobody clicks here.
    }
    show(): void {
      shown.push(this.title);
    }
  },
}));
const { alertTitle, tellChanges } = await import('../../../main/app/notifications/notify.ts');

function alert(id: number, overrides: Partial<Alert> = {}): Alert {
  return {
    id,
    rule: { metric: 'latency', threshold: 100, forMs: 0, cooldownMs: 0 },
    subject: 'peer:jon',
    name: 'Jon',
    raisedAt: 0,
    clearedAt: null,
    value: 184.4,
    ...overrides,
  };
}

describe('notifications of alerts', () => {
  it('come once for each, while it lasts, and only where they are wanted', () => {
    const engine = fakeEngine();
    let wanted = true;
    const texts = () => desktopTexts('en').notify;
    const stop = tellChanges({ engine, texts, wanted: () => wanted, open: () => undefined });
    const insight = { ...mockInsight(emptySnapshot, 0), alerts: [alert(1)] };
    engine.emit('insight', insight);
    engine.emit('insight', insight);
    engine.emit('insight', { ...insight, alerts: [alert(2, { clearedAt: 5 }), alert(1)] });
    wanted = false;
    engine.emit('insight', { ...insight, alerts: [alert(3), alert(1)] });
    stop();
    expect(shown).toEqual(['Jon is slow: 184\u00a0ms']);
  });

  it('say the figure in the unit of their rule, in both languages', () => {
    const rule = { threshold: 0, forMs: 0, cooldownMs: 0 };
    const loss = alert(1, { rule: { ...rule, metric: 'loss' }, value: 0.124 });
    expect(alertTitle(loss, desktopTexts('en').notify.alert)).toBe('12\u00a0% is lost on the way to Jon');
    const down = alert(1, { rule: { ...rule, metric: 'down' } });
    expect(alertTitle(down, desktopTexts('de').notify.alert)).toBe('Jon antwortet nicht');
  });
});
