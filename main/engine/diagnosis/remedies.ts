/** What stands behind each remedy of the doctor. */
import { fault } from '../../../shared/faults/fault.ts';
import type { Finding, RemedyId } from '../../../shared/model/doctor.ts';
import type { SettingsPatch } from '../../../shared/model/settings.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';

/** What the engine can do; each answers when it is done. */
export interface RemedyTools {
  setUpTunnel(): Promise<Result<unknown>>;
  /** Takes the device down and brings it, and the party on it, back. */
  restartTunnel(): Promise<Result<unknown>>;
  removeInterface(name: string): Promise<Result<unknown>>;
  updateSettings(patch: SettingsPatch): Promise<Result<unknown>>;
  /** Lets the party in, until it ends. */
  openFirewall(): Promise<Result<unknown>>;
  /** Looks after the control server, the relays and every path at once. */
  lookAgain(): void;
  /** Asks a member for a new handshake. */
  reachAgain(peer: string): void;
  trimHistory(): void;
}

/** Carries a remedy out for what a finding says. */
export async function carryOut(
  remedy: RemedyId,
  { cause, peer }: Finding,
  tools: RemedyTools,
): Promise<Result<unknown>> {
  const unfit = fail(fault('doctor.remedy-unfit', { remedy }));
  switch (remedy) {
    case 'set-up-tunnel':
      return tools.setUpTunnel();
    case 'restart-tunnel':
      return tools.restartTunnel();
    case 'remove-stale-interface':
      return cause?.code === 'doctor.stale-interface' ? tools.removeInterface(cause.args.name) : unfit;
    case 'choose-free-port':
      return restarted(await tools.updateSettings({ wireguardPort: 0 }), tools);
    case 'lower-mtu':
      return cause?.code === 'doctor.mtu'
        ? restarted(await tools.updateSettings({ mtu: cause.args.mtu }), tools)
        : unfit;
    case 'open-firewall':
      return tools.openFirewall();
    case 'reconnect-control':
    case 'switch-relay':
      return done(() => tools.lookAgain());
    case 'reach-peer-again':
      return peer === null ? unfit : done(() => tools.reachAgain(peer));
    case 'trim-history':
      return done(() => tools.trimHistory());
  }
}

function done(work: () => void): Result<unknown> {
  work();
  return ok(undefined);
}

/** Settings of the device take effect when it is made anew. */
async function restarted(changed: Result<unknown>, tools: RemedyTools): Promise<Result<unknown>> {
  return changed.ok ? tools.restartTunnel() : changed;
}
