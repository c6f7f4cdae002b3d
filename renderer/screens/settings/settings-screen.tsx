import { useState } from 'react';
import { Pending } from '../../components/pending.tsx';
import { Screen } from '../../components/screen.tsx';
import { TextField } from '../../components/text-field.tsx';
import { hasWords, searchGroups, shownGroups } from '../../model/setting-groups.ts';
import { hintOf } from '../../model/setting-hint.ts';
import { settingsTexts } from '../../settings-texts.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { texts } from '../../texts.ts';
import { ServicePanel } from './service-panel.tsx';
import { SettingPanel } from './setting-panel.tsx';
import styles from './settings-screen.module.css';
import { WaitingPanel } from './waiting-panel.tsx';

/** Everything that can be set: plain groups first, the rest folded away; a search finds all of it. */
export function SettingsScreen() {
  const settings = useEngine((state) => state.settings);
  const desktop = useEngine(({ snapshot }) => snapshot?.host === 'desktop');
  const service = useEngine(({ snapshot }) => snapshot?.tunnel.service);
  const [search, setSearch] = useState('');
  const words = settingsTexts();

  const found = searchGroups(
    shownGroups(desktop),
    search,
    (group, name) => `${words.groups[group]} ${words.fields[name].label} ${hintOf(name)} ${name}`,
  );
  const { title, texts: about, once } = texts().service;
  const showsService = service !== undefined && hasWords(`${title} ${about[service]} ${once}`, search);
  const plain = found.filter(({ advanced }) => !advanced);
  const advanced = found.filter((group) => group.advanced);

  return (
    <Screen title={words.title}>
      <TextField
        type="search"
        label={words.search}
        value={search}
        maxLength={80}
        onText={setSearch}
        hint={found.length === 0 && !showsService ? words.nothingFound : undefined}
      />
      {settings === null ? (
        <Pending fault={null} retry={() => undefined} rows={5} />
      ) : (
        <>
          <WaitingPanel />
          {plain.map((group) => (
            <SettingPanel key={group.name} group={group} settings={settings} />
          ))}
          {showsService && <ServicePanel state={service} />}
          {advanced.length > 0 && (
            <details
              key={search === '' ? 'folded' : 'found'}
              className={styles.advanced}
              open={search !== ''}
            >
              <summary>{words.advanced}</summary>
              {advanced.map((group) => (
                <SettingPanel key={group.name} group={group} settings={settings} />
              ))}
            </details>
          )}
        </>
      )}
    </Screen>
  );
}
