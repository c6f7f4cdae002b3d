/** Every screen again in each situation that concerns them all: it looks right there, axe agrees, nothing is cut off. */
import type { Page } from '@playwright/test';
import type { Language } from '../../shared/texts/language.ts';
import type { ScenarioName } from '../mocks/scenarios.ts';
import { type MockApp, test } from './pages/mock-app.ts';
import { survey } from './pages/survey.ts';
import { goTo, partyStops, type Stop, sidebarScreenNames } from './pages/tour.ts';

interface Tour {
  readonly title: string;
  readonly scenario: ScenarioName;
  readonly stops: readonly Stop[];
  /** A player whose details are opened. */
  readonly player?: string;
  readonly language?: Language;
  /** Before the first stop. */
  readonly prepare?: (app: MockApp) => Promise<unknown>;
}

const everywhere = [...sidebarScreenNames, ...partyStops];
const media = (page: Page, change: Parameters<Page['emulateMedia']>[0]) => page.emulateMedia(change);

const tours: Record<string, Tour> = {
  german: {
    title: 'in German',
    scenario: 'mixed',
    stops: everywhere,
    language: 'de',
    prepare: ({ host }) => host.engine.handlers.updateSettings({ language: 'de' }),
  },
  stale: {
    title: 'while the engine is gone: the last values stay, with their age',
    scenario: 'mixed',
    stops: ['party', 'peer', ...sidebarScreenNames],
    async prepare({ page, host }) {
      // Screens are loaded when they are opened first.
      for (const name of sidebarScreenNames) await goTo(page, name, 'Sam');
      await goTo(page, 'peer', 'Sam');
      await host.drop();
      await page.getByText('LANrage’s engine does not answer.').waitFor();
    },
  },
  reconnecting: {
    title: 'while the party’s server is away',
    scenario: 'reconnecting',
    stops: ['peer', 'quality', 'fix', 'leave', 'network'],
  },
  'no-helper': {
    title: 'in a party, while the helper is missing',
    scenario: 'partyWithoutHelper',
    stops: ['peer', ...sidebarScreenNames, 'commands', 'network'],
  },
  'no-helper-no-party': {
    title: 'without a party, while the helper is missing',
    scenario: 'helperMissing',
    stops: sidebarScreenNames,
  },
  crowd: {
    title: 'with sixty-four players',
    scenario: 'crowd',
    stops: ['peer', 'quality', 'fix', 'sessions', 'commands', 'leave', 'network'],
    player: 'Player 1',
  },
  'long-names': {
    title: 'with long and foreign names',
    scenario: 'longNames',
    stops: ['party', 'peer', 'quality', 'fix', 'sessions', 'commands', 'leave', 'alerts'],
    player: 'Wolfeschlegelsteinhausenbergerdorff 1234',
  },
  contrast: {
    title: 'with more contrast',
    scenario: 'mixed',
    stops: everywhere,
    prepare: ({ page }) => media(page, { contrast: 'more' }),
  },
  forced: {
    title: 'in forced colours',
    scenario: 'mixed',
    stops: everywhere,
    prepare: ({ page }) => media(page, { forcedColors: 'active' }),
  },
};

for (const [name, { title, scenario, stops, player = 'Sam', language, prepare }] of Object.entries(tours)) {
  test(`every screen ${title}`, async ({ openApp }, info) => {
    const app = await openApp({ scenario, stepMs: 20 });
    await prepare?.(app);
    for (const stop of stops) {
      await goTo(app.page, stop, player, language);
      await survey(app.page, info, `${name}-${stop}`, ['small-light']);
    }
  });
}
