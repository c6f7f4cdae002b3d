import type { Fault } from '../../../shared/faults/fault.ts';
import type { SettingName } from '../../../shared/model/settings/registry.ts';
import { FaultNote } from '../../components/fault-note.tsx';
import { unsaidUnit } from '../../model/setting-hint.ts';
import { settingsTexts } from '../../settings-texts.ts';

interface SettingFaultProps {
  readonly name: SettingName;
  readonly fault: Fault;
}

/** Why a setting was refused, by the name that people see, and with its unit. */
export function SettingFault({ name, fault }: SettingFaultProps) {
  if (fault.code !== 'settings.invalid') return <FaultNote bare fault={fault} />;
  const key = settingsTexts().fields[name].label;
  // Reasons without a limit have no use for it.
  const args = { ...fault.args, key, unit: unsaidUnit(name) };
  return <FaultNote bare fault={{ code: fault.code, args }} />;
}
