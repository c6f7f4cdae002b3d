/** For each setting a value that it takes and that is not its default, so that a test can change any setting there is. */
import { type SettingName, settingRecords } from '../../shared/model/settings/registry.ts';
import type { SettingRecord, TextFormat } from '../../shared/model/settings/setting-record.ts';
import { type Settings, settingsPatchSchema } from '../../shared/model/settings.ts';

const TEXTS: Readonly<Record<TextFormat, string>> = {
  'display-name': 'Sasha',
  'server-url': 'wss://play.example.org',
  'page-url': 'https://play.example.org/join',
  'interface-name': 'lanrage7',
  subnet: '10.77.0.0/16',
  'host-port': 'stun.example.org:3478',
  'meeting-server': 'mqtts://broker.example.org',
};

export function anotherValue<N extends SettingName>(name: N): Settings[N] {
  const patch = settingsPatchSchema.parse({ [name]: anotherOf(settingRecords[name]) });
  return patch[name] as Settings[N];
}

function anotherOf(record: SettingRecord): unknown {
  switch (record.kind) {
    case 'switch':
      return !record.default;
    case 'choice':
      return record.options.find((option) => option !== record.default);
    case 'number':
      return record.default === record.max ? record.min : record.max;
    case 'text':
      return TEXTS[record.format];
    case 'lines':
      return [TEXTS[record.format]];
    case 'alerts':
      return [];
  }
}
