/** What the lab's Internet has of strangers: a relay that speaks Nostr, and two STUN servers at addresses of their own. */
import { type Internet, SECOND_SERVER_ADDRESS, SERVER_ADDRESS } from '../internet.ts';

/** Settings of an engine that knows those and no server of ours. */
export const AMONG_STRANGERS = {
  controlServer: null,
  portMapping: 'false',
  stunServers: JSON.stringify([`${SERVER_ADDRESS}:3478`, `${SECOND_SERVER_ADDRESS}:3478`]),
  rendezvousRelays: JSON.stringify([`ws://${SERVER_ADDRESS}:7777`]),
  rendezvousNodes: '[]',
  rendezvousInHouse: 'false',
};

/** Each way, as a relay on the same continent has it. */
const DELAY_MS = 20;

export async function startStrangers({ server }: Internet): Promise<void> {
  const tools = [
    server.tool('../meeting/tools/nostr-relay', [SERVER_ADDRESS, 7777, DELAY_MS]),
    server.tool('../doctor/tools/stun-server', [SERVER_ADDRESS, 3478]),
    server.tool('../doctor/tools/stun-server', [SECOND_SERVER_ADDRESS, 3478]),
  ];
  await Promise.all(tools.map((tool) => tool.json((line) => line.ready === true)));
}
