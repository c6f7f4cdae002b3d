import { useEffect, useState } from 'react';
import type { PathChange } from '../../../shared/model/path-history.ts';
import type { PeerView } from '../../../shared/model/snapshot.ts';
import { loadPathHistory } from '../../actions/peer.ts';
import { Fold } from '../../components/fold.tsx';
import { Pending } from '../../components/pending.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { formatMs } from '../../model/format.ts';
import { pathWord } from '../../model/path-words.ts';
import { perLocale } from '../../model/per-locale.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { texts } from '../../texts.ts';
import styles from './peer-panel.module.css';

const time = perLocale((locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }));

/** How the way to this player changed, newest first: the last 100 times. */
export function PathHistory({ peer: { id, strategy } }: { readonly peer: PeerView }) {
  const t = texts().paths;
  const [changes, setChanges] = useState<readonly PathChange[] | null>(null);
  const { fault, run } = useAction(loadPathHistory);
  const online = useEngine(({ link }) => link === 'online');

  async function load(): Promise<void> {
    const result = await run(id);
    if (result.ok) setChanges(result.value);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: read again whenever the way has changed
  useEffect(() => {
    if (online) void load();
  }, [id, strategy, online]);

  return (
    <Fold title={t.title}>
      {changes === null && <Pending fault={fault} retry={() => void load()} />}
      {changes?.length === 0 && <p className="muted">{t.empty}</p>}
      <ol className={styles.changes}>
        {changes?.toReversed().map((change) => (
          <Change key={`${change.at} ${change.to}`} change={change} />
        ))}
      </ol>
    </Fold>
  );
}

function Change({ change }: { readonly change: PathChange }) {
  const t = texts().paths;
  const { at, from, to, why, latencyBeforeMs: before, latencyAfterMs: after } = change;
  return (
    <li>
      <time dateTime={at}>{time().format(new Date(at))}</time>
      <span>
        <strong>{t.change(pathWord(from), pathWord(to))}</strong>
        <span className="muted">
          {t.why[why]}
          {before !== null && after !== null && `: ${t.change(formatMs(before), formatMs(after))}`}
        </span>
      </span>
    </li>
  );
}
