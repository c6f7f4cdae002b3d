import { useState } from 'react';
import type { PeerView } from '../../../shared/model/snapshot.ts';
import { type PeerLinkTest, startLinkTest, stopLinkTest } from '../../actions/link-test.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Fold } from '../../components/fold.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { SetUpButton } from '../../components/set-up-button.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { useNames } from '../../hooks/use-names.ts';
import { needsSetUp, useEngine } from '../../stores/engine-store.ts';
import { useWork } from '../../stores/work-store.ts';
import { texts } from '../../texts.ts';
import { LinkTestProgress } from './link-test-progress.tsx';
import { LinkTestResultView } from './link-test-result.tsx';

const TYPES = [
  'ping',
  'connectivity',
  'traceroute',
  'mtu',
  'bandwidth',
  'loaded-latency',
  'stress',
] as const satisfies readonly PeerLinkTest[];

/** Tests of the link to one player, started by a person and stopped by one. */
export function LinkTestPanel({ peer }: { readonly peer: PeerView }) {
  const t = texts().linkTest;
  const linkTest = useWork((work) => work.linkTest);
  const nameOf = useNames();
  const blocked = useEngine(needsSetUp);
  const [type, setType] = useState<PeerLinkTest>('ping');
  const { busy, fault, run } = useAction(startLinkTest);
  const running = linkTest !== null && linkTest.result === null ? linkTest : null;
  const ours = linkTest?.peer === peer.id ? linkTest : null;
  // Only at first: what a person opened or closed stays so.
  const [open] = useState(ours !== null);

  return (
    <Fold title={t.title} open={open}>
      <SelectField
        label={t.type}
        value={type}
        options={TYPES.map((one) => [one, t.types[one]] as const)}
        onChoice={setType}
        hint={t.hints[type]}
      />
      {running !== null && ours === null && <p className="muted">{t.elsewhere(nameOf(running.peer))}</p>}
      <div>
        {blocked ? (
          <SetUpButton kind="plain" />
        ) : running === null ? (
          <Button live busy={busy} onClick={() => void run(type, peer.id)}>
            {t.start}
          </Button>
        ) : (
          <Button
            live
            busy={running.run === null}
            onClick={() => {
              if (running.run !== null) void stopLinkTest(running.run);
            }}
          >
            {t.stop}
          </Button>
        )}
      </div>
      {fault !== null && <FaultNote fault={fault} />}
      {ours !== null && ours.result === null && <LinkTestProgress linkTest={ours} />}
      {ours !== null && ours.result !== null && <LinkTestResultView type={ours.type} result={ours.result} />}
    </Fold>
  );
}
