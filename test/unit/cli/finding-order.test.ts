import { expect, it } from 'vitest';
import { orderFindings } from '../../../main/cli/finding-order.ts';
import type { CheckId, Finding } from '../../../shared/model/doctor.ts';

function finding(check: CheckId, peer: string | null = null): Finding {
  const nothing = { cause: null, confidence: 1, measured: null, expected: null, remedy: null, tookMs: 0 };
  return { check, peer, status: 'ok', ...nothing };
}
const told = (findings: readonly Finding[]): string[] =>
  findings.map(({ check, peer }) => (peer === null ? check : `${check} ${peer}`));

it('shows findings in the order of the checks, as soon as those before them are there', () => {
  const order = orderFindings(['installed', 'clock', 'loss', 'load']);
  expect(told(order.add(finding('clock')))).toEqual([]);
  expect(told(order.add(finding('installed')))).toEqual(['installed']);
  expect(told(order.add(finding('loss', 'jon')))).toEqual(['clock', 'loss jon']);
  expect(told(order.add(finding('loss', 'mara')))).toEqual(['loss mara']);
  expect(told(order.end())).toEqual([]);
});

it('keeps what comes after a check without findings until the end, and loses none', () => {
  const order = orderFindings(['installed', 'loss', 'load']);
  expect(told(order.add(finding('load')))).toEqual([]);
  expect(told(order.add(finding('installed')))).toEqual(['installed']);
  expect(told(order.add(finding('nat')))).toEqual([]);
  expect(told(order.end())).toEqual(['load', 'nat']);
});
