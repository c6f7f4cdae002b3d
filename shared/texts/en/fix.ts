/** The doctor: checks, findings, remedies. */
import type { CheckId, RemedyId } from '../../model/doctor.ts';
import { pluralOf } from '../plural.ts';

const plural = pluralOf('en');

const checks: Readonly<Record<CheckId, string>> = {
  installed: 'WireGuard is installed',
  privileges: 'LANrage may make its network',
  interface: 'The network interface is in order',
  clock: 'The clock is right',
  disk: 'The disk has room',
  port: 'Our port is free',
  internet: 'The Internet is reached',
  dns: 'Names are found',
  udp: 'UDP gets through',
  nat: 'Direct paths are possible',
  control: 'The party’s server answers',
  relay: 'The relay answers',
  inviting: 'Friends can reach your party',
  'peer-handshake': 'Players shake hands',
  'peer-echo': 'Players answer',
  inbound: 'Firewalls let players in',
  latency: 'The delay is short',
  loss: 'Nothing is lost',
  jitter: 'The delay is even',
  mtu: 'Large packets pass',
  load: 'This computer has time',
};

const remedies: Readonly<Record<RemedyId, string>> = {
  'set-up-tunnel': 'Set up',
  'restart-tunnel': 'Restart the tunnel',
  'remove-stale-interface': 'Remove the old network',
  'choose-free-port': 'Use a free port',
  'reconnect-control': 'Reconnect to the server',
  'reach-peer-again': 'Reach the player anew',
  'switch-relay': 'Use another relay',
  'lower-mtu': 'Use a smaller MTU',
  'open-firewall': 'Let the party in until it ends',
  'trim-history': 'Shorten the history',
};

export const fix = {
  fix: {
    title: 'Fix',
    about: (name: string) => `What is wrong with ${name}?`,
    text: 'Finds out what is wrong, says it in words, and mends what can be mended with one press.',
    everything: 'Check everything',
    start: 'Start the checks',
    again: 'Check again',
    stop: 'Stop',
    progress: (done: number, of: number) => `${done} of ${of} checks`,
    running: 'Checking…',
    healthy: 'Everything is fine.',
    unmade: (count: number) =>
      `Nothing wrong was found, but ${plural(count, 'check', 'checks')} could not be made.`,
    healthyText: (took: string) => `All checks passed in ${took}. Still lagging? Record it under Sessions.`,
    problems: (count: number) => `${plural(count, 'thing', 'things')} to look at`,
    stopped: 'Stopped before the end.',
    idle: 'Nothing was checked yet.',
    noParty: 'No party: only this computer and its Internet are checked.',
    checks,
    groups: {
      computer: 'This computer',
      internet: 'Your Internet',
      party: 'The party',
      game: 'How it plays',
    },
    states: {
      waiting: 'waits',
      running: 'checking',
      ok: 'fine',
      warning: 'look here',
      failed: 'failed',
      hidden: 'hidden',
      skipped: 'not checked',
    },
    confidence: 'Confidence',
    measured: 'Measured',
    expected: 'Expected',
    waiting: (count: number) => `${plural(count, 'check waits', 'checks wait')} for this`,
    remedies,
    mending: 'Mending…',
    before: 'Before',
    after: 'After',
    mended: 'Mended',
    notMended: 'It did not help',
    noFigure: 'no figure',
    said: {
      started: 'Checking.',
      mended: (check: string) => `Mended: ${check}.`,
      notMended: (check: string) => `It did not help: ${check}.`,
    },
    report: 'Report…',
    fixPeer: 'Fix',
  },
};
