import { type SettingName, settingRecords } from '../../../shared/model/settings/registry.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { Panel } from '../../components/panel.tsx';
import type { ShownGroup } from '../../model/setting-groups.ts';
import { settingsTexts } from '../../settings-texts.ts';
import { AlertRules } from './alert-rules.tsx';
import { ChoiceSetting } from './choice-setting.tsx';
import { SettingWaits } from './setting-waits.tsx';
import styles from './settings-screen.module.css';
import { SwitchSetting } from './switch-setting.tsx';
import { TextSetting } from './text-setting.tsx';

interface SettingPanelProps {
  readonly group: ShownGroup;
  readonly settings: Settings;
}

export function SettingPanel({ group, settings }: SettingPanelProps) {
  const shown = group.settings.filter((name) => {
    const { dependsOn } = settingRecords[name];
    return dependsOn === undefined || settings[dependsOn] === true;
  });
  return (
    <Panel title={settingsTexts().groups[group.name]}>
      <div className={styles.fields}>
        {shown.map((name) => (
          <div key={name} className={styles.field}>
            <Setting name={name} settings={settings} />
            <SettingWaits name={name} />
          </div>
        ))}
      </div>
    </Panel>
  );
}

function Setting({ name, settings }: { readonly name: SettingName; readonly settings: Settings }) {
  const { kind } = settingRecords[name];
  if (kind === 'alerts') return <AlertRules rules={settings.alertRules} />;
  if (kind === 'switch') return <SwitchSetting name={name} on={settings[name] === true} />;
  if (kind === 'choice') return <ChoiceSetting name={name} value={String(settings[name])} />;
  return <TextSetting name={name} value={settings[name]} />;
}
