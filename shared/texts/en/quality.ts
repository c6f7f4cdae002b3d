/** All players at once: how they do, who should host, who reaches whom. */
import { pluralOf } from '../plural.ts';

const plural = pluralOf('en');

export const qualityScreen = {
  qualityScreen: {
    title: 'Quality',
    empty: 'No party, so there is nothing to measure yet.',
    emptyText: 'Create or join one; then everybody’s links show up here.',
    home: 'Create or join a party',
    alone: 'Nobody else is here yet. Figures come with the first player.',
    score: 'Party quality',
    of: 'of 100',
    trends: { better: 'getting better', steady: 'steady', worse: 'getting worse' },
    notMeasured: 'Not measured yet.',
    players: 'Players',
    playersText: (top: string) => `Last 2 minutes, all on one scale up to ${top}.`,
    chart: (name: string, now: string, loss: string) => `${name}: now ${now}, ${loss} lost`,
    host: {
      title: 'Who should host?',
      best: (name: string) => `${name} would be the best host`,
      text: 'Lowest worst delay to everybody else.',
      none: 'Not enough is measured yet to say.',
      worst: (latency: string) => `worst ${latency}`,
      mean: (latency: string) => `mean ${latency}`,
      unmeasured: 'a figure is missing',
      you: (name: string) => `${name} (you)`,
      mark: 'best host',
    },
    matrix: {
      title: 'Who reaches whom how quickly',
      text: 'Row: who measured. Column: to whom.',
      caption: 'Latency between all players',
      from: 'From',
      lost: (ratio: string) => `${ratio} lost`,
      self: 'self',
      large: (count: number) => `Shown for the first ${count} players.`,
    },
    map: {
      title: 'Map of the paths',
      asList: 'Show as list',
      asMap: 'Show as map',
      summary: (pairs: number, trouble: number, unknown: number) =>
        `${plural(pairs, 'pair', 'pairs')}, ${trouble > 0 ? `${trouble} with trouble` : unknown > 0 ? `${unknown} not known` : 'all reach each other'}`,
      own: 'In a party of this size, your own paths are drawn, and those that fail.',
      kinds: {
        near: 'same network',
        direct: 'direct',
        relay: 'relay',
        tcp: 'relay over TCP',
        'one-way': 'one way only',
        none: 'not reached',
        unknown: 'not known',
      },
      pair: (a: string, b: string) => `${a} – ${b}`,
    },
    events: {
      title: 'What was unusual',
      none: 'Nothing unusual.',
      alerts: {
        down: (name: string, value: string) => `${name} was gone for ${value}`,
        latency: (name: string, value: string) => `Delay to ${name} up to ${value}`,
        loss: (name: string, value: string) => `${value} to ${name} were lost`,
        jitter: (name: string, value: string) => `Delay to ${name} jumped by ${value}`,
        quality: (name: string, value: string) => `Quality to ${name} fell to ${value}`,
      },
      now: 'going on',
      ended: (age: string) => `ended ${age}`,
      anomaly: {
        latency: (name: string, value: string, usual: string) =>
          `Delay to ${name}: ${value}, usually ${usual}`,
        loss: (name: string, value: string, usual: string) => `Lost to ${name}: ${value}, usually ${usual}`,
        jitter: (name: string, value: string, usual: string) =>
          `Jitter to ${name}: ${value}, usually ${usual}`,
      },
      odd: 'odd',
      guess: 'guess',
      guesses: 'Where it may be heading',
      guessText: 'A guess from the last minutes: nine times out of ten it stays within the band.',
      prediction: (name: string, age: string, low: string, high: string) =>
        `${name} in ${age}: between ${low} and ${high}`,
      yourComputer: 'your computer',
    },
    load: {
      title: 'What measuring costs',
      cpu: 'Processor, LANrage',
      memory: 'Memory, LANrage',
      system: 'Processor, all programs',
      slowdown: (times: string) => `Measuring is slowed ${times} times, because this computer is busy.`,
    },
    recording: {
      recording: 'History is being written.',
      retrying: (queued: number) =>
        `History is not being written, most likely the disk is full. ${plural(queued, 'entry waits', 'entries wait')}; tried again by itself.`,
      off: 'History is switched off.',
      dropped: (count: number) => `${plural(count, 'entry was', 'entries were')} lost.`,
    },
    upgraded: (name: string, before: string, after: string) => `${name} is direct now: ${before} → ${after}`,
  },
};
