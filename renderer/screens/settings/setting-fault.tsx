import { type Fault, fault as makeFault } from '../../../shared/faults/fault.ts';
import { FaultNote } from '../../components/fault-note.tsx';
import { type SettingName, settingUnits } from '../../model/setting-groups.ts';
import { texts } from '../../texts.ts';

interface SettingFaultProps {
  readonly name: SettingName;
  readonly fault: Fault;
}

/** Why a setting was refused, by the name that people see, and with its unit. */
export function SettingFault({ name, fault }: SettingFaultProps) {
  if (fault.code !== 'settings.invalid') return <FaultNote bare fault={fault} />;
  const { detail } = fault.args;
  const unit = settingUnits[name];
  const told = makeFault('settings.invalid', {
    key: texts().settings.fields[name].label,
    detail: unit !== undefined && /\d$/.test(detail) ? `${detail} ${unit}` : detail,
  });
  return <FaultNote bare fault={told} />;
}
