/** Lets a party in where this machine's own firewall keeps everybody out: for one interface, from its network alone. */
import type { PortRange } from '../../../shared/games/profile.ts';
import type { HelperValue } from '../../../shared/helper/verbs.ts';
import type { Result } from '../../../shared/result.ts';

/** Who is let in, and to what. */
export interface OpenTerms {
  /** This machine's address in the party, e.g. `10.66.0.1`. */
  readonly own: string;
  /** E.g. `10.66.0.0/16`. */
  readonly subnet: string;
  /** Of TCP and UDP alike. Pings are let in as well. */
  readonly ports: readonly PortRange[];
}

export type FoundFirewall = HelperValue<'firewall.find'>;

/** What stands in the firewall itself tells whose it is, so that whoever comes after a crash finds it. */
export interface HostFirewall {
  /** What looks after this machine's firewall, and by what it would be opened. */
  find(): Promise<FoundFirewall>;
  /** Takes the place of an earlier opening. @fault tunnel.firewall-shut */
  open(name: string, terms: OpenTerms): Promise<Result<void, 'tunnel.firewall-shut'>>;
  /** Fine where nothing is open. */
  close(name: string): Promise<void>;
  /** Closes what was opened for interfaces that are gone, whoever opened it. */
  sweep(): Promise<void>;
}

/** One of the ways in which a system keeps firewalls; a machine may have several, and each has to let the party in. */
export interface FirewallWay {
  /** Whether it is in use here: what it holds could keep somebody out. */
  find(): Promise<FoundFirewall | null>;
  /** False: it was refused. */
  open(name: string, terms: OpenTerms): Promise<boolean>;
  /** Closes all that is open for interfaces of which this is true. */
  close(isMeant: (name: string) => boolean): Promise<void>;
}

/** As it stands in rules: theirs alone, with the interface in it. */
export function tagOf(name: string): string {
  return `${name}-party`;
}

/** The interface that a tag tells of; null: it is none of ours. */
export function nameInTag(tag: string | undefined): string | null {
  return /^(lanrage\d{1,4})-party$/.exec(tag ?? '')?.[1] ?? null;
}
