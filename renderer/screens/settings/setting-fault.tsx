import { type Fault, fault as makeFault } from '../../../shared/faults/fault.ts';
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
  const { detail } = fault.args;
  const unit = unsaidUnit(name);
  const told = makeFault('settings.invalid', {
    key: settingsTexts().fields[name].label,
    detail: unit !== '' && /\d$/.test(detail) ? `${detail} ${unit}` : detail,
  });
  return <FaultNote bare fault={told} />;
}
