/** Two players in a party, each behind a home's router, whose game traffic is measured while something breaks. */
import { LabEngine } from '../engine.ts';
import type { Home } from '../home.ts';
import { createInternet, type Internet } from '../internet.ts';
import type { NatKind } from '../nat.ts';
import { type LabServer, LabServersApart } from '../servers.ts';
import { serveEchoes } from '../traffic.ts';

export class PartyOfTwo {
  readonly internet: Internet;
  readonly servers: LabServersApart;
  readonly aliceHome: Home;
  readonly bobHome: Home;
  readonly alice: LabEngine;
  readonly bob: LabEngine;

  private constructor(internet: Internet, nat: NatKind, relays: number) {
    this.internet = internet;
    this.servers = new LabServersApart(internet, relays);
    this.aliceHome = internet.home({ nat });
    this.bobHome = internet.home({ nat });
    this.alice = new LabEngine(internet, this.aliceHome.hosts[0]);
    this.bob = new LabEngine(internet, this.bobHome.hosts[0]);
  }

  /** Brings both into a party on a relay, and both hold all of them. @param nat - of both homes. */
  static async start(nat: NatKind, relays = 1): Promise<PartyOfTwo> {
    const party = new PartyOfTwo(createInternet('faults'), nat, relays);
    const { servers, alice, bob } = party;
    try {
      await servers.start();
      await Promise.all([alice.up(), bob.up(), serveEchoes(alice.host)]);
      const { code } = await alice.done<{ code: string }>('party', 'create', 'Faults');
      await bob.done('party', 'join', code);
      await bob.reaches(await alice.address());
      for (const engine of [alice, bob]) {
        await engine.waitFor(
          `${relays} relays`,
          (snapshot) =>
            snapshot.party?.relays.filter(({ reached, rttMs }) => reached && rttMs !== null).length ===
            relays,
        );
      }
      return party;
    } catch (error) {
      party.close();
      throw error;
    }
  }

  /** Waits until both show the direct path. */
  async becomeDirect(): Promise<void> {
    await Promise.all([
      this.bob.shows('direct', await this.alice.address()),
      this.alice.shows('direct', await this.bob.address()),
    ]);
  }

  /** Tells both engines that a game begins. */
  async beginGame(): Promise<void> {
    for (const engine of [this.alice, this.bob]) {
      const begun = await (await engine.api()).startSession({ name: 'Quake' });
      if (!begun.ok) throw new Error(`no session begins: ${begun.fault.code}`);
    }
  }

  /** The relay that carries the pair. */
  async relayInUse(): Promise<LabServer> {
    const { party } = await this.bob.snapshot();
    const used = party?.relays.find(({ id }) => id === party.peers[0]?.relay?.id);
    const relay = this.servers.relays.get(used?.endpoint ?? '');
    if (relay === undefined) throw new Error(`no relay is in use: ${JSON.stringify(party?.relays)}`);
    return relay;
  }

  close(): void {
    this.internet.close();
  }
}
