/** Tests on demand with one player. */
import type { LinkTestPhase, LinkTestStep } from '../../model/link-test.ts';

const steps: Readonly<Record<LinkTestStep['step'], string>> = {
  handshake: 'Handshake',
  echo: 'Echo',
  ping: 'Ping',
  inbound: 'Firewall',
  traffic: 'Game traffic',
};

const phases: Readonly<Record<LinkTestPhase, (peer: string) => string>> = {
  'idle-latency': () => 'Measuring the idle link',
  'filling-up': () => 'Filling the link upwards',
  'filling-down': () => 'Filling the link downwards',
  'largest-packet': () => 'Looking for the largest packet',
  asking: (peer) => `Asking ${peer}`,
};

export const linkTest = {
  linkTest: {
    title: 'Tests',
    type: 'Test',
    types: {
      ping: 'Ping',
      traceroute: 'Traceroute',
      mtu: 'Path MTU',
      bandwidth: 'Bandwidth',
      'loaded-latency': 'Latency under load',
      stress: 'Stress',
      connectivity: 'Connectivity',
      routing: 'Routing',
    },
    hints: {
      ping: '20 round trips.',
      traceroute: 'The routers on the way.',
      mtu: 'The largest packet that passes.',
      bandwidth: 'Up, then down, for 5 s; a small share of the link.',
      'loaded-latency': 'Delay idle against delay while the link is full.',
      stress: '200 messages a second for 5 s, as a busy game sends.',
      connectivity: 'Step by step from handshake to game traffic.',
      routing: 'Every pair of the party.',
    },
    start: 'Start test',
    stop: 'Stop test',
    running: (type: string) => `${type} is running`,
    elsewhere: (name: string) => `A test with ${name} is running.`,
    done: 'Done',
    stopped: 'Stopped: this is what was measured until then.',
    failed: 'The test did not succeed.',
    sent: (sent: number, lost: number) => `${sent} sent, ${lost} lost`,
    rows: {
      replies: 'Answers',
      median: 'Median',
      range: 'Range',
      p95: '95th percentile',
      jitter: 'Jitter',
      loss: 'Lost',
      idle: 'Idle',
      loaded: 'Under load',
      up: 'Up',
      down: 'Down',
      mtu: 'Largest packet',
      messages: 'Messages back a second',
    },
    hop: 'Hop',
    silent: 'no answer',
    steps,
    phases,
    ok: 'works',
    notOk: 'fails',
  },
};
