/** Random schedules of joins, leaves, deaths and partitions: whatever happened, at rest all of a partition agree. */
import { describe, expect, it } from 'vitest';
import { Gathering } from '../../../world/succession/gathering.ts';
import type { Member } from '../../../world/succession/member.ts';

const SCHEDULES = Number(process.env.LANRAGE_SCHEDULES ?? 10_000);
const FIRST_SEED = Number(process.env.LANRAGE_SEED ?? 1);
const STEPS = 7;
/** By then nearly all have agreed. */
const SOON_MS = 12_000;
/** Longer than the longest pause between two looks for the party elsewhere. */
const REST_MS = 45_000;

/** What each member of a group believes, and what is wrong with it; empty: all agree. */
function disagreement(group: readonly Member[]): string {
  const views = group.map((one) => ({
    id: one.id,
    control: one.succession.reign?.peer,
    term: one.succession.reign?.term,
    isConnected: one.isConnected,
    roster: [...one.roster].map(([id, { index }]) => `${id}@${index}`).sort(),
  }));
  const reigning = group.filter(({ succession }) => succession.isReigning);
  const [first] = views;
  // Whoever heard somebody leave tells the others; what nobody heard, nobody can know.
  const resurrected = group.some(({ parted }) =>
    [...parted].some(([id, seq]) => group.some(({ roster }) => (roster.get(id)?.seq ?? seq) < seq)),
  );
  const same = views.every(
    (view) =>
      view.control === first?.control &&
      view.term === first?.term &&
      view.isConnected &&
      view.roster.join() === first?.roster.join(),
  );
  const places = first?.roster.map((text) => text.split('@')[1]) ?? [];
  const isWhole = group.every(({ id }) => first?.roster.some((text) => text.startsWith(`${id}@`)));
  const isSound = new Set(places).size === places.length && isWhole;
  return same && isSound && !resurrected && reigning.length === 1 ? '' : JSON.stringify(views, null, 1);
}

function takeStep(world: Gathering): string {
  const inside = world.members.filter(({ isIn }) => isIn);
  const dead = world.members.filter(({ isAlive, index }) => !isAlive && index !== null);
  const outside = world.members.filter(
    ({ isAlive, index, isConnected }) => index === null && !(isAlive && isConnected),
  );
  const dice = world.between(0, 10);
  if (dice < 3) {
    const one = world.pick(outside);
    if (one === undefined || !world.enter(one)) return 'nobody';
    return `${one.id} joins`;
  }
  if (dice < 4.5 && inside.length > 1) {
    const one = world.pick(inside);
    if (one === undefined) return 'nobody';
    one.leave();
    return `${one.id} leaves`;
  }
  if (dice < 6.5 && inside.length > 1) {
    const one = world.pick(inside);
    const loudly = world.between(0, 1) < 0.5;
    one?.die(loudly);
    return `${one?.id} dies ${loudly ? 'loudly' : 'silently'}`;
  }
  if (dice < 7.5) {
    const one = world.pick(dead);
    one?.comeBack();
    return `${one?.id} comes back`;
  }
  if (dice < 9) {
    const sides = new Map(world.members.map(({ id }) => [id, Math.floor(world.between(0, 2))]));
    world.split(({ id }) => sides.get(id) ?? 0);
    return `split ${JSON.stringify([...sides])}`;
  }
  world.heal();
  return 'heals';
}

/** @returns what went wrong, with what led to it; empty: nothing. */
function play(seed: number): string {
  const world = new Gathering(seed, 3 + (seed % 4));
  const told: string[] = [];
  for (const one of world.members.slice(1)) {
    world.pass(world.between(0, 300));
    if (world.between(0, 1) < 0.8) world.enter(one);
  }
  world.pass(2000);
  for (let step = 0; step < STEPS; step++) {
    world.pass(world.between(0, 1) < 0.5 ? world.between(0, 400) : world.between(400, 6000));
    told.push(`${Math.round(world.nowMs)} ${takeStep(world)}`);
  }
  world.pass(SOON_MS);
  if (world.groups().every((group) => disagreement(group) === '')) return '';
  world.pass(REST_MS);
  const apart = world
    .groups()
    .map(disagreement)
    .find((text) => text !== '');
  return apart === undefined ? '' : `seed ${seed}\n${told.join('\n')}\n${apart}`;
}

describe('members of a party', () => {
  it(`agree at rest who is in, where, and who runs control, after each of ${SCHEDULES} random schedules`, () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed++) expect(play(seed)).toBe('');
  }, 300_000);
});
