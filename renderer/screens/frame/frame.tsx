import { lazy, type ReactNode, Suspense } from 'react';
import { useAway } from '../../hooks/use-away.ts';
import { isStale, useEngine } from '../../stores/engine-store.ts';
import { useUi } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { CommandMenu } from '../commands/command-menu.tsx';
import { LeaveDialog } from '../party/leave-dialog.tsx';
import styles from './frame.module.css';
import { Header } from './header.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { Notices } from './notices.tsx';
import { Sidebar } from './sidebar.tsx';
import { StatusBar } from './status-bar.tsx';

const NetworkDialog = lazy(async () => ({
  default: (await import('../network/network-dialog.tsx')).NetworkDialog,
}));
const InvitingDialog = lazy(async () => ({
  default: (await import('../inviting/inviting-dialog.tsx')).InvitingDialog,
}));
const AlertsDialog = lazy(async () => ({ default: (await import('./alerts-dialog.tsx')).AlertsDialog }));

/** What stands around every screen. Each `data-zone` is a stop of F6. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const dialog = useUi((ui) => ui.dialog);
  const measures = useUi(({ route: { screen } }) => screen === 'parties' || screen === 'quality');
  const away = useAway();
  // Without a tunnel only what is measured by it is old.
  const stale = useEngine(isStale) && (away || measures);
  return (
    <div className={styles.frame}>
      <Header />
      <Sidebar />
      <div className={styles.middle}>
        <StatusBar />
        <Notices />
        <main
          className={styles.main}
          data-zone
          data-stale={stale || undefined}
          aria-label={texts().zones.main}
        >
          {children}
        </main>
      </div>
      {dialog === 'leave' && <LeaveDialog />}
      {dialog === 'keys' && <KeysDialog />}
      {dialog === 'commands' && <CommandMenu />}
      <Suspense>
        {dialog === 'network' && <NetworkDialog />}
        {dialog === 'inviting' && <InvitingDialog />}
        {dialog === 'alerts' && <AlertsDialog />}
      </Suspense>
    </div>
  );
}
