import { describe, expect, it } from 'vitest';
import { selectChecks } from '../../../../main/engine/diagnosis/checks/all-checks.ts';
import { type ExamineOptions, examineMachine } from '../../../../main/engine/diagnosis/examine-machine.ts';
import type { ExaminedMachine } from '../../../../main/engine/diagnosis/examined-machine.ts';
import { runChecks } from '../../../../main/engine/diagnosis/run-checks.ts';
import { madeWith, SettingsInForce } from '../../../../main/engine/party/in-force.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import type { Finding } from '../../../../shared/model/doctor.ts';
import { settingNames } from '../../../../shared/model/settings/registry.ts';
import { type Settings, settingsSchema } from '../../../../shared/model/settings.ts';
import { fail, ok } from '../../../../shared/result.ts';
import { anotherValue } from '../../../mocks/another-value.ts';
import { healthyExaminedMachine } from './healthy-machine.ts';

const made = settingsSchema.parse({});
/** What the system chose when the tunnel was made. */
const LISTEN_PORT = 40_123;

/** A healthy machine in a party that was entered with the defaults, as the engine looks at it after settings were saved. */
function patientAfter(saved: Settings): ExaminedMachine {
  const well = healthyExaminedMachine();
  const device = { listenPort: made.wireguardPort, mtu: made.mtu };
  const active = { inForce: () => madeWith({ settings: made, hosting: true, device }) };
  const inForce = new SettingsInForce({
    settings: { get: () => saved },
    parties: { active },
    host: 'headless',
  });
  inForce.begin();
  const seen = examineMachine({
    inForce,
    parties: { active },
    helper: {
      call: async (_verb: string, { name }: { name: string }) => {
        const status = await well.device();
        if (name !== made.interfaceName || !status.ok)
          return fail(fault('tunnel.interface-missing', { name }));
        return ok({ ...status.value, listenPort: LISTEN_PORT });
      },
    },
    ports: {
      machine: {},
      clock: { now: () => 0 },
      random: {},
      probing: {},
      outside: { connects: async () => true },
    },
    snapshot: well.snapshot,
  } as unknown as ExamineOptions);
  return {
    ...well,
    inForce: seen.inForce,
    device: seen.device,
    reachControl: seen.reachControl,
    // Another program has whatever port somebody wishes for.
    isPortFree: async () => false,
    tunnelMtu: async () => made.mtu,
  };
}

function examine(examined: ExaminedMachine): Promise<Finding[]> {
  return runChecks({
    checks: selectChecks(),
    examined,
    signal: new AbortController().signal,
    now: () => 0,
    onStarted: () => undefined,
    onFound: () => undefined,
  });
}

describe('the doctor during a party', () => {
  it.each(settingNames)('finds nothing wrong because %s was changed', async (name) => {
    const findings = await examine(patientAfter({ ...made, [name]: anotherValue(name) }));
    expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it('still finds a device that has less than it was made with', async () => {
    const examined = { ...patientAfter({ ...made, mtu: 9000 }), tunnelMtu: async () => 1280 };
    const ill = (await examine(examined)).find(({ status }) => status !== 'ok');
    expect(ill).toMatchObject({ cause: { code: 'doctor.mtu', args: { mtu: 1280, expected: made.mtu } } });
  });
});
