import type { PeerView } from '../../../shared/model/snapshot.ts';
import { judgeFigure, judgeLink } from '../../../shared/quality.ts';
import { isConnected } from '../../../shared/roster.ts';
import { LinkWord } from '../../components/link-word.tsx';
import { Sparkline } from '../../components/sparkline.tsx';
import { useAway } from '../../hooks/use-away.ts';
import { formatMs, formatRatio } from '../../model/format.ts';
import { CONNECT_STEPS, linkLooks } from '../../model/link-looks.ts';
import { needsSetUp, useEngine } from '../../stores/engine-store.ts';
import { go } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import styles from './roster.module.css';

interface PeerRowProps {
  readonly peer: PeerView;
  readonly selected: boolean;
  readonly tabStop: boolean;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
}

/** One player. The whole row is the button, so that there is one target and one stop. */
export function PeerRow({ peer, selected, tabStop, onFocus, onOpen }: PeerRowProps) {
  const { step } = linkLooks[peer.state];
  const connected = isConnected(peer.state);
  const quality = connected ? judgeLink(peer) : null;
  const away = useAway();
  const blocked = useEngine(needsSetUp);
  const lossy = connected && quality !== 'good' && (peer.lossRatio ?? 0) > 0;
  return (
    <li className={styles.item}>
      <button
        type="button"
        data-row
        className={styles.row}
        aria-expanded={selected}
        tabIndex={tabStop ? 0 : -1}
        data-away={peer.state === 'away' || undefined}
        onFocus={onFocus}
        onClick={onOpen}
      >
        <span className={styles.who}>
          <bdi className={styles.name}>{peer.name}</bdi>
          <span className={styles.meta}>
            <code>{peer.address}</code>
            {lossy && (
              <span
                className={styles.loss}
                data-quality={judgeFigure('lossRatio', peer.lossRatio) ?? undefined}
              >
                {texts().link.loss(formatRatio(peer.lossRatio ?? 0))}
              </span>
            )}
          </span>
        </span>
        <LinkWord state={peer.state} />
        <span className={styles.trace}>
          {connected && <Sparkline peer={peer.id} />}
          {step !== null && <StepPips step={step} />}
        </span>
        <span
          className={styles.latency}
          data-quality={(connected && judgeFigure('latencyMs', peer.latencyMs)) || undefined}
        >
          {connected && peer.latencyMs !== null ? formatMs(peer.latencyMs) : ''}
        </span>
      </button>
      {!blocked && (peer.fault !== null || quality === 'poor' || peer.state === 'unsteady') && (
        <button
          type="button"
          className={styles.fix}
          title={texts().fix.about(peer.name)}
          tabIndex={tabStop ? 0 : -1}
          aria-disabled={away || undefined}
          onClick={() => {
            if (!away) go({ screen: 'fix', peer: peer.id });
          }}
        >
          {texts().fix.fixPeer}
        </button>
      )}
    </li>
  );
}

function StepPips({ step }: { readonly step: number }) {
  return (
    <>
      <span className={styles.pips} aria-hidden="true">
        {CONNECT_STEPS.map((name, i) => (
          <span key={name} data-step={i < step - 1 ? 'done' : i === step - 1 ? 'current' : undefined} />
        ))}
      </span>
      <span className="unseen">{texts().link.step(step, CONNECT_STEPS.length)}</span>
    </>
  );
}
