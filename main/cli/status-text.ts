/** An engine's snapshot as text. */
import { explain } from '../../shared/faults/advice.ts';
import { judgeInviting } from '../../shared/inviting/judge-inviting.ts';
import type { LinkState, PartyView, PeerView, Snapshot } from '../../shared/model/snapshot.ts';
import { judgeLink, type QualityWord } from '../../shared/quality.ts';
import { isConnected } from '../../shared/roster.ts';
import { screenTexts } from '../../shared/texts/screens.ts';
import type { Io, Style } from './io.ts';
import { type Column, plain, table } from './table.ts';
import { invitingText } from './text/inviting-text.ts';
import { noticeLines } from './text/notice-lines.ts';
import { QUALITY_STYLES } from './text/quality-styles.ts';
import { bytes, milliseconds, percent, UNKNOWN } from './text/units.ts';

const COLUMNS: readonly Column[] = [
  { title: 'NAME' },
  { title: 'ADDRESS' },
  { title: 'STATE' },
  { title: 'LATENCY', align: 'right' },
  { title: 'JITTER', align: 'right' },
  { title: 'LOSS', align: 'right' },
  { title: 'QUALITY' },
  { title: 'PATH' },
];

/** The words and glyphs of the screens; colour only repeats what they say. */
const STATES: Readonly<Record<LinkState, { glyph: string; style: Style }>> = {
  finding: { glyph: '◐', style: 'cyan' },
  reaching: { glyph: '◐', style: 'cyan' },
  securing: { glyph: '◐', style: 'cyan' },
  relayed: { glyph: '●', style: 'green' },
  direct: { glyph: '●', style: 'green' },
  unsteady: { glyph: '▲', style: 'yellow' },
  lost: { glyph: '▲', style: 'red' },
  away: { glyph: '○', style: 'dim' },
};

const { activity: activities, network, games: gamesWords } = screenTexts('en');

/** Writes the party with its members, or what to do when there is none, and what is wrong with this machine. */
export function statusText(snapshot: Snapshot, io: Pick<Io, 'style'>): string {
  const { party, tunnel, activity } = snapshot;
  const doing = activities[activity];
  return [
    ...(tunnel.fault === null ? [] : [io.style('red', `▲ ${explain(tunnel.fault).title}`), '']),
    ...(doing === '' ? [] : [doing]),
    ...(party === null ? noParty(doing !== '', snapshot.recent) : partyLines(party, snapshot.inviting, io)),
    ...waitingLines(snapshot.waiting),
    ...noticeLines(
      snapshot.notices.map(({ fault }) => fault),
      io,
    ),
  ].join('\n');
}

function waitingLines(waiting: Snapshot['waiting']): string[] {
  if (waiting.length === 0) return [];
  const names = waiting.map(({ name }) => name).join(', ');
  return ['', `Changed, but not in force yet: ${names} (lanrage settings says why)`];
}

function noParty(busy: boolean, recent: Snapshot['recent']): string[] {
  if (busy) return [];
  return [
    'You are in no party.',
    '',
    '  lanrage party create         makes one',
    "  lanrage party join 'INVITE'  takes you to a friend's",
    ...recent.map(
      ({ id, name }) =>
        `  lanrage party rejoin ${isQuotable(name) ? `'${name}'` : `'${id}'  (${plain(name)})`}`,
    ),
  ];
}

/** Names come from other people, and this line is there to be copied: in no shell may one end its quotes or run on. */
function isQuotable(name: string): boolean {
  return name === plain(name) && /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._,+-]*$/u.test(name);
}

function partyLines(party: PartyView, inviting: Snapshot['inviting'], io: Pick<Io, 'style'>): string[] {
  const { self, relay, peers } = party;
  const server = `${party.server} (${party.control}${party.hosting ? ', run by this machine' : ''})`;
  return [
    io.style('bold', plain(party.name)),
    `You     ${plain(self.name)}, ${self.address} in ${party.subnet}`,
    `Invite  ${party.invite}`,
    ...joinLines(inviting, io),
    `Server  ${server}`,
    `Relay   ${relay === null ? 'none' : relayText(relay)}`,
    ...(party.serving ? [`Serves  ${servesText(party.serving)}`] : []),
    ...(party.network ? [`NAT     ${networkText(party.network)}`] : []),
    ...(party.games ? [`Games   ${gamesText(party.games)}`] : []),
    '',
    ...(peers.length === 0 ? ['Nobody else is here yet.'] : peerTable(peers, io)),
  ];
}

/** Who can join, and below it why. */
function joinLines(inviting: Snapshot['inviting'], io: Pick<Io, 'style'>): string[] {
  const [line = '', ...reasons] = invitingText(inviting);
  const { reach } = judgeInviting(inviting);
  const isLimited = reach === 'house' || reach === 'few';
  return [
    `Join    ${isLimited ? io.style('yellow', line) : line}`,
    ...reasons.map((text) => `        ${text}`),
  ];
}

function peerTable(peers: readonly PeerView[], io: Pick<Io, 'style'>): string[] {
  const [head = '', ...rows] = table(COLUMNS, peers.map(peerCells));
  return [io.style('dim', head), ...rows.map((row, i) => colourState(row, peers[i], io))];
}

function peerCells(peer: PeerView): string[] {
  return [
    plain(peer.name),
    peer.address,
    stateCell(peer.state),
    milliseconds(peer.latencyMs),
    milliseconds(peer.jitterMs),
    percent(peer.lossRatio),
    qualityOf(peer) ?? UNKNOWN,
    peer.fault !== null ? explain(peer.fault).title : [peer.path, peer.endpoint].filter(Boolean).join(' '),
  ];
}

function stateCell(state: LinkState): string {
  return `${STATES[state].glyph} ${state}`;
}

/** Coloured after the layout, which counts visible characters. */
function colourState(row: string, peer: PeerView | undefined, io: Pick<Io, 'style'>): string {
  if (peer === undefined) return row;
  const cell = stateCell(peer.state);
  const quality = qualityOf(peer);
  const style = quality === null || quality === 'good' ? STATES[peer.state].style : QUALITY_STYLES[quality];
  return row.replace(cell, io.style(style, cell));
}

/** How it plays, of whom packets come back from. */
function qualityOf(peer: PeerView): QualityWord | null {
  return isConnected(peer.state) ? judgeLink(peer) : null;
}

function relayText({ endpoint, reached, transport }: NonNullable<PartyView['relay']>): string {
  if (!reached)
    return `${endpoint} (${transport === 'tcp' ? 'answers neither over UDP nor over TCP' : 'not reached'})`;
  return `${endpoint} (${transport === 'tcp' ? 'reached over TCP, which is slower: UDP gets no answer' : 'reached'})`;
}

function servesText({ clients, bytesForwarded }: NonNullable<PartyView['serving']>): string {
  return network.servingFor(clients, bytes(bytesForwarded));
}

function gamesText({ state, fault, sent, received, capped }: NonNullable<PartyView['games']>): string {
  if (state === 'off') return gamesWords.off;
  if (fault !== null) return `${explain(fault).title}: ${explain(fault).text}`;
  const held = capped === 0 ? [] : [gamesWords.capped(capped)];
  return [gamesWords.on, gamesWords.counts(sent, received), ...held].join(' ');
}

/** The word that players know, and the behaviours in those of RFC 4787. */
function networkText({ grade, reason, report, mappedEndpoint }: NonNullable<PartyView['network']>): string {
  const behaviour = `mapping ${report.mapping}, filtering ${report.filtering}`;
  const port = mappedEndpoint === null ? '' : `, the router opened ${mappedEndpoint}`;
  return `${grade} (${behaviour}${port}): ${network.reasons[reason]}`;
}
