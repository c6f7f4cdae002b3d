import { expect, it } from 'vitest';
import { natGrade } from '../../../../main/engine/nat/nat-grade.ts';
import type { NatReport } from '../../../../shared/model/nat-report.ts';

const OPEN: NatReport = {
  mapping: 'endpoint-independent',
  filtering: 'endpoint-independent',
  hairpinning: 'yes',
  udp: 'works',
  captivePortal: 'no',
  publicAddress: '198.51.100.7',
  portPreserved: 'yes',
  servers: [],
  at: '2026-11-21T20:00:00.000Z',
};

it.each([
  [{}, 'open', 'lets-everybody-in'],
  [{ filtering: 'address-dependent' }, 'moderate', 'filters-strangers'],
  [{ filtering: 'address-and-port-dependent' }, 'moderate', 'filters-strangers'],
  [{ filtering: 'unknown' }, 'moderate', 'filtering-not-measured'],
  [{ mapping: 'address-dependent' }, 'strict', 'ports-change'],
  [{ mapping: 'address-and-port-dependent' }, 'strict', 'ports-change'],
  [{ mapping: 'dependent', filtering: 'unknown' }, 'strict', 'ports-change'],
  [{ mapping: 'unknown' }, 'unknown', 'mapping-not-measured'],
  [{ mapping: 'unknown', udp: 'unknown' }, 'unknown', 'nobody-answered'],
  [{ mapping: 'unknown', udp: 'blocked' }, 'strict', 'udp-blocked'],
  [{ mapping: 'unknown', udp: 'blocked', captivePortal: 'yes' }, 'strict', 'captive-portal'],
] as const)('grades %j as %s: %s', (more, grade, reason) => {
  expect(natGrade({ ...OPEN, ...more })).toEqual({ grade, reason });
});
