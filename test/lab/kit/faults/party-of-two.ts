/** Two players in a party, each behind a home's router, whose game traffic is measured while something breaks. */
import { LabEngine } from '../engine.ts';
import type { Home } from '../home.ts';
import { createInternet, type Internet } from '../internet.ts';
import type { NatKind } from '../nat.ts';
import { LabServersApart } from '../servers.ts';
import { serveEchoes } from '../traffic.ts';

export class PartyOfTwo {
  readonly internet: Internet;
  readonly servers: LabServersApart;
  readonly aliceHome: Home;
  readonly bobHome: Home;
  readonly alice: LabEngine;
  readonly bob: LabEngine;

  private constructor(internet: Internet, nat: NatKind) {
    this.internet = internet;
    this.servers = new LabServersApart(internet);
    this.aliceHome = internet.home({ nat });
    this.bobHome = internet.home({ nat });
    this.alice = new LabEngine(internet, this.aliceHome.hosts[0]);
    this.bob = new LabEngine(internet, this.bobHome.hosts[0]);
  }

  /** Brings both into a party on the relay. @param nat - of both homes. */
  static async start(nat: NatKind): Promise<PartyOfTwo> {
    const party = new PartyOfTwo(createInternet('faults'), nat);
    const { servers, alice, bob } = party;
    try {
      await servers.start();
      await Promise.all([alice.up(), bob.up(), serveEchoes(alice.host)]);
      const { code } = await alice.done<{ code: string }>('party', 'create', 'Faults');
      await bob.done('party', 'join', code);
      await bob.reaches(await alice.address());
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

  close(): void {
    this.internet.close();
  }
}
