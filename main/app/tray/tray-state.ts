/** What the tray shows of a snapshot. Pure. */
import { type InvitingVerdict, judgeInviting } from '../../../shared/inviting/judge-inviting.ts';
import type { PeerView, Snapshot } from '../../../shared/model/snapshot.ts';
import { judgeLink } from '../../../shared/quality.ts';
import { isConnected, onlineCount, worstLatencyMs } from '../../../shared/roster.ts';
import type { DesktopTexts } from '../../../shared/texts/desktop.ts';

/** Told apart by shape, since colours are lost on many trays: ring, half, disc, disc with a bar, triangle. */
export const trayShapes = ['idle', 'connecting', 'good', 'relayed', 'trouble'] as const;
export type TrayShape = (typeof trayShapes)[number];

export interface TrayState {
  readonly shape: TrayShape;
  readonly tooltip: string;
  readonly inParty: boolean;
  /** Null outside of a party. */
  readonly inviting: InvitingVerdict | null;
}

/** A text as a menu shows it: a single & would be taken for the mark of an access key. */
export function menuLabel(text: string): string {
  return text.replaceAll('&', '&&');
}

/** Reduces a snapshot to shape and tooltip: the worst state of any member that is there counts. */
export function trayState(snapshot: Snapshot, texts: DesktopTexts['tray']): TrayState {
  const { party, activity, tunnel } = snapshot;
  if (party === null) {
    const needsSetUp = tunnel.state === 'helper-missing' || tunnel.state === 'wireguard-missing';
    const busy = activity !== 'idle';
    const tooltip = busy ? texts.busy : needsSetUp ? texts.needsSetUp : texts.noParty;
    const shape = busy ? 'connecting' : needsSetUp ? 'trouble' : 'idle';
    return { shape, tooltip, inParty: false, inviting: null };
  }
  const here = party.peers.filter(({ state }) => state !== 'away');
  const tooltip =
    here.length === 0
      ? texts.alone(party.name)
      : texts.party(party.name, onlineCount(party) + 1, worstLatencyMs(party));
  return { shape: shapeOf(here), tooltip, inParty: true, inviting: judgeInviting(snapshot.inviting) };
}

function shapeOf(peers: readonly PeerView[]): TrayShape {
  const isAny = (...states: PeerView['state'][]): boolean =>
    peers.some(({ state }) => states.includes(state));
  const isPoor = peers.some((peer) => isConnected(peer.state) && judgeLink(peer) === 'poor');
  if (isPoor || isAny('lost', 'unsteady')) return 'trouble';
  if (isAny('finding', 'reaching', 'securing')) return 'connecting';
  return isAny('relayed') ? 'relayed' : 'good';
}
