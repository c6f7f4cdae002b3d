import { useEffect, useState } from 'react';
import type { Settings } from '../../../shared/model/settings.ts';
import { loadSettings } from '../../actions/set-up.ts';
import { FaultNote } from '../../components/fault-note.tsx';
import { Panel } from '../../components/panel.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { texts } from '../../texts.ts';
import { SettingForm } from './setting-form.tsx';
import styles from './settings-screen.module.css';

/** First settings: the name and the server. Plain groups, so that more can follow. */
export function SettingsScreen() {
  const [settings, setSettings] = useState<Settings | null>(null);
  const { fault, run } = useAction(loadSettings);
  const version = useEngine(({ snapshot }) => snapshot?.version ?? '');
  const backend = useEngine(({ snapshot }) => snapshot?.tunnel.backend ?? null);
  const t = texts().settings;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the screen opens
  useEffect(() => {
    void run().then((result) => {
      if (result.ok) setSettings(result.value);
    });
  }, []);

  return (
    <div className={styles.settings}>
      <h2 className="title">{t.title}</h2>
      {fault !== null && <FaultNote fault={fault} />}
      {settings !== null && (
        <>
          <Panel title={t.you}>
            <SettingForm
              label={t.name}
              hint={t.nameHint}
              value={settings.displayName}
              maxLength={40}
              required
              toPatch={(displayName) => ({ displayName })}
            />
          </Panel>
          <Panel title={t.server}>
            <SettingForm
              label={t.serverLabel}
              hint={t.serverHint}
              value={settings.controlServer ?? ''}
              maxLength={200}
              placeholder={t.serverPlaceholder}
              toPatch={(server) => ({ controlServer: server === '' ? null : server })}
            />
          </Panel>
        </>
      )}
      <Panel title={t.about}>
        <p className={styles.about}>
          {t.version(version)}
          {backend !== null && <span>{t.backend(backend)}</span>}
        </p>
      </Panel>
    </div>
  );
}
