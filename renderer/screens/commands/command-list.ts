/** Everything that can be done or gone to, as lines of one list. */
import type { Fault } from '../../../shared/faults/fault.ts';
import { inviteLink, inviteMessage } from '../../../shared/invite/message.ts';
import { judgeInviting } from '../../../shared/inviting/judge-inviting.ts';
import type { Result } from '../../../shared/result.ts';
import { copyText } from '../../actions/copy-text.ts';
import { rejoinParty } from '../../actions/party.ts';
import { saveSettings, setUpTunnel } from '../../actions/set-up.ts';
import type { IconName } from '../../components/icon.tsx';
import { sortedPeers } from '../../model/roster.ts';
import { activityOf, type EngineState, needsSetUp, partyOf } from '../../stores/engine-store.ts';
import { go, say, selectPeer, showDialog } from '../../stores/ui-store.ts';
import { languageNow, texts } from '../../texts.ts';
import { sidebarScreenNames, sidebarScreens } from '../sidebar-screens.ts';

/** How the ids of players begin. */
const PLAYER = 'peer ';
/** More of them would bury what stands below. */
const PLAYERS_UNTYPED = 5;

export interface Command {
  readonly id: string;
  readonly label: string;
  /** What else it may be found by, e.g. the address of a player. */
  readonly meta: string;
  readonly icon: IconName;
  /** A fault stays in the menu's sight; anything else closes it. */
  readonly run: () => Promise<Fault | null>;
}

/** What makes sense now: the party and what can be done, then places, players and looks. */
export function listCommands(state: EngineState): Command[] {
  const party = partyOf(state);
  const words = texts().commands;
  // What is asked of the engine waits for it.
  const away = state.link !== 'online';
  const list: Command[] = [];
  const add = (id: string, icon: IconName, label: string, run: () => unknown, meta = '') =>
    list.push({ id, icon, label, meta, run: async () => asFault(await run()) });

  if (party !== null) {
    add('party', 'join', party.name, () => go({ screen: 'parties' }), words.place);
    for (const { id, label, text } of inviteTexts(state)) add(id, 'copy', label, () => copied(text));
    add('inviting', 'info', texts().inviting.title, () => showDialog('inviting'));
    add('copy-address', 'copy', texts().nav.copyAddress, () => copied(party.self.address));
    add('network', 'network', words.network, () => showDialog('network'));
    if (!away) add('leave', 'close', texts().party.leave, () => showDialog('leave'), party.name);
  }
  if (activityOf(state) !== 'resuming') {
    add('create', 'plus', texts().start.create.title, () => go({ screen: 'start', card: 'create' }));
    add('join', 'join', texts().start.join.title, () => go({ screen: 'start', card: 'join' }));
  }
  for (const name of sidebarScreenNames) {
    add(name, sidebarScreens[name].icon, texts().nav.places[name], () => go({ screen: name }), words.place);
  }
  if (needsSetUp(state) && !away) add('set-up', 'check', texts().actions.setUp, setUpTunnel);
  if (party === null && !needsSetUp(state) && !away) {
    for (const { id, name } of state.snapshot?.recent ?? []) {
      add(`recent ${id}`, 'join', texts().start.recent.rejoinNamed(name), () => rejoinParty(id));
    }
  }
  for (const { id, name, address } of party === null ? [] : sortedPeers(party)) {
    add(`${PLAYER}${id}`, 'network', name, () => openPeer(id), address);
  }
  add('keys', 'info', texts().nav.keys, () => showDialog('keys'));
  if (!away) addLooks(add);
  return list;
}

function addLooks(add: (id: string, icon: IconName, label: string, run: () => unknown) => void): void {
  const words = texts().commands;
  const { theme, language } = texts().choices;
  for (const [value, word] of Object.entries(theme)) {
    add(`theme ${value}`, 'gear', words.theme(word), () =>
      saveSettings({ theme: value as keyof typeof theme }),
    );
  }
  for (const [value, word] of Object.entries(language)) {
    add(`language ${value}`, 'gear', words.language(word), () =>
      saveSettings({ language: value as keyof typeof language }),
    );
  }
}

/** What can be copied of the party's invite; the code where it alone leads there. */
function inviteTexts({ snapshot, settings }: EngineState): { id: string; label: string; text: string }[] {
  if (snapshot === null || snapshot.party === null) return [];
  const { codeSuffices } = judgeInviting(snapshot.inviting);
  const parts = { party: snapshot.party, page: settings?.invitePage ?? null, codeSuffices };
  const words = texts().invite;
  return [
    { id: 'copy-invite', label: words.copyInvite, text: inviteMessage(parts, languageNow()) },
    { id: 'copy-link', label: words.copyLink, text: inviteLink(parts) },
    ...(codeSuffices ? [{ id: 'copy-code', label: words.copyCode, text: parts.party.code }] : []),
  ];
}

/** Those that hold every word of what was typed, in the order of the list; of many players the first, until something is. */
export function findCommands(list: readonly Command[], typed: string): Command[] {
  const wanted = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) {
    const players = list.filter(({ id }) => id.startsWith(PLAYER));
    const left = new Set(players.slice(PLAYERS_UNTYPED));
    return list.filter((command) => !left.has(command));
  }
  return list.filter(({ label, meta }) => {
    const said = `${label} ${meta}`.toLocaleLowerCase();
    return wanted.every((word) => said.includes(word));
  });
}

function openPeer(id: string): void {
  go({ screen: 'parties' });
  selectPeer(id);
}

async function copied(text: string): Promise<void> {
  say(texts().actions[(await copyText(text)) ? 'copied' : 'copyFailed']);
}

function asFault(outcome: unknown): Fault | null {
  const result = outcome as Result<unknown> | undefined;
  return result === undefined || result.ok !== false ? null : result.fault;
}
