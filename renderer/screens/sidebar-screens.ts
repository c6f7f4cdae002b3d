/** Screens beside the party's own, in the order of the sidebar. A new one is a line here, one in `Route` and its words in `nav.places`. */
import { type ComponentType, lazy } from 'react';
import type { IconName } from '../components/icon.tsx';
import type { Route } from '../stores/ui-store.ts';

/** Routes that name nothing but a screen. */
export type SidebarScreenName = Exclude<Route['screen'], 'parties' | 'start'>;

interface SidebarScreen {
  readonly icon: IconName;
  /** Loaded when it is opened first. */
  readonly Screen: ComponentType;
}

export const sidebarScreens: Readonly<Record<SidebarScreenName, SidebarScreen>> = {
  quality: {
    icon: 'pulse',
    Screen: lazy(async () => ({ default: (await import('./quality/quality-screen.tsx')).QualityScreen })),
  },
  fix: {
    icon: 'wrench',
    Screen: lazy(async () => ({ default: (await import('./fix/fix-screen.tsx')).FixScreen })),
  },
  sessions: {
    icon: 'flag',
    Screen: lazy(async () => ({ default: (await import('./sessions/sessions-screen.tsx')).SessionsScreen })),
  },
  targets: {
    icon: 'target',
    Screen: lazy(async () => ({ default: (await import('./targets/targets-screen.tsx')).TargetsScreen })),
  },
  logs: {
    icon: 'lines',
    Screen: lazy(async () => ({ default: (await import('./logs/logs-screen.tsx')).LogsScreen })),
  },
  settings: {
    icon: 'gear',
    Screen: lazy(async () => ({ default: (await import('./settings/settings-screen.tsx')).SettingsScreen })),
  },
  about: {
    icon: 'info',
    Screen: lazy(async () => ({ default: (await import('./about/about-screen.tsx')).AboutScreen })),
  },
};

export const sidebarScreenNames = Object.keys(sidebarScreens) as SidebarScreenName[];
