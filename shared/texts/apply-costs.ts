import type { WaitingSetting } from '../model/settings/waiting.ts';
import type { settings as en } from './en/settings.ts';

/** What it costs to bring into force what waits, in sentences. Nothing does it for what waits for the next start. */
export function applyCosts(
  waiting: readonly Pick<WaitingSetting, 'name' | 'until'>[],
  { apply }: Pick<typeof en, 'apply'>,
): string[] {
  const waitsFor = (moment: WaitingSetting['until']) => waiting.some(({ until }) => until === moment);
  return [
    ...(waitsFor('party') ? [apply.party] : waitsFor('tunnel') ? [apply.tunnel] : []),
    ...(waiting.some(({ name }) => name === 'embeddedControlPort') ? [apply.server] : []),
    ...(waitsFor('start') ? [apply.start] : []),
  ];
}
