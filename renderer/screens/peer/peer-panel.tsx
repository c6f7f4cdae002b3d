import { lazy, Suspense, useEffect, useRef } from 'react';
import type { PeerView } from '../../../shared/model/snapshot.ts';
import { isConnected } from '../../../shared/roster.ts';
import { focusIsLost } from '../../actions/focus-is-lost.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { LinkWord } from '../../components/link-word.tsx';
import { SetUpButton } from '../../components/set-up-button.tsx';
import { Steps } from '../../components/steps.tsx';
import { CONNECT_STEPS, linkLooks } from '../../model/link-looks.ts';
import { needsSetUp, useEngine } from '../../stores/engine-store.ts';
import { go, selectPeer } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { Facts } from './facts.tsx';
import { Figures } from './figures.tsx';
import { LinkTestPanel } from './link-test-panel.tsx';
import { PathHistory } from './path-history.tsx';
import styles from './peer-panel.module.css';

// The chart is more than half of the code, and most sessions never open it.
const LatencyPanel = lazy(async () => ({ default: (await import('./latency-panel.tsx')).LatencyPanel }));

/** All about one player: a panel beside the roster, or a page where there is no room for both. */
export function PeerPanel({ peer }: { readonly peer: PeerView }) {
  const close = () => selectPeer(null);
  const title = useRef<HTMLHeadingElement>(null);
  const blocked = useEngine(needsSetUp);
  const { step } = linkLooks[peer.state];

  // Only where it hides the roster, and with it the row that had the focus.
  useEffect(() => {
    if (focusIsLost()) title.current?.focus();
  }, []);

  return (
    <section className={styles.panel} data-zone aria-label={texts().zones.detail}>
      <header className={styles.head}>
        <Button kind="quiet" square aria-label={texts().actions.back} onClick={close}>
          <Icon name="back" />
        </Button>
        <div className={styles.lead}>
          <h2 ref={title} className="title" tabIndex={-1} data-quiet-focus>
            <bdi>{peer.name}</bdi>
          </h2>
          <LinkWord state={peer.state} />
        </div>
        <Button kind="quiet" square aria-label={texts().actions.close} onClick={close}>
          <Icon name="close" />
        </Button>
      </header>
      {peer.fault !== null && <FaultNote fault={peer.fault} />}
      {step !== null && (
        <Steps
          label={texts().link[peer.state]}
          steps={CONNECT_STEPS.map((name) => texts().peer.steps[name])}
          current={step - 1}
        />
      )}
      {peer.state === 'away' && <p className="muted">{texts().peer.away}</p>}
      {isConnected(peer.state) && <Figures peer={peer} />}
      {(isConnected(peer.state) || peer.state === 'lost') && (
        <Suspense fallback={<div className={styles.chartPlace} />}>
          <LatencyPanel peer={peer} />
        </Suspense>
      )}
      <div className="buttons">
        <CopyButton value={peer.address} label={texts().peer.copyAddress} />
        {blocked ? (
          <SetUpButton kind="plain" />
        ) : (
          <Button live onClick={() => go({ screen: 'fix', peer: peer.id })}>
            {texts().peer.fix}
          </Button>
        )}
      </div>
      <Facts peer={peer} />
      {peer.state !== 'away' && <LinkTestPanel peer={peer} />}
      <PathHistory peer={peer} />
    </section>
  );
}
