import type { PartyView } from '../../../shared/model/snapshot.ts';
import { Button } from '../../components/button.tsx';
import { type Fact, FactList } from '../../components/fact-list.tsx';
import { Modal } from '../../components/modal.tsx';
import { useInviting } from '../../hooks/use-inviting.ts';
import { formatBytes, formatMs } from '../../model/format.ts';
import { partyOf, useEngine } from '../../stores/engine-store.ts';
import { go, showDialog } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { InvitingButtons } from '../inviting/inviting-buttons.tsx';
import { InvitingLine } from '../inviting/inviting-line.tsx';
import { GamesSection } from './games-section.tsx';
import styles from './network-dialog.module.css';

const close = () => showDialog(null);

/** What stands behind "open", "moderate" and "strict", and which relays this machine holds or is. */
export function NetworkDialog() {
  const party = useEngine(partyOf);
  const words = texts().network;
  if (party === null) return null;
  return (
    <Modal
      title={words.title}
      onClose={close}
      actions={
        <>
          <Button
            kind="quiet"
            onClick={() => {
              close();
              go({ screen: 'settings' });
            }}
          >
            {texts().nav.places.settings}
          </Button>
          <Button data-focus-first onClick={close}>
            {texts().actions.close}
          </Button>
        </>
      }
    >
      <Inviting />
      <Nat network={party.network ?? null} />
      <Relays party={party} />
      <GamesSection games={party.games ?? null} />
      <Serving party={party} />
    </Modal>
  );
}

/** Whether newcomers can come in: another matter than how members reach each other. */
function Inviting() {
  const verdict = useInviting();
  if (verdict === null) return null;
  return (
    <section className={styles.section}>
      <h3>{texts().inviting.title}</h3>
      <InvitingLine verdict={verdict} />
      <InvitingButtons verdict={verdict} />
    </section>
  );
}

function Nat({ network }: { readonly network: NonNullable<PartyView['network']> | null }) {
  const words = texts().network;
  if (network === null) return <p>{words.unmeasured}</p>;
  const { report, grade, reason, mappedEndpoint } = network;
  const facts: readonly Fact[] = [
    [words.mapping, words.behaviours[report.mapping]],
    [words.filtering, words.behaviours[report.filtering]],
    [words.hairpinning, words.answers[report.hairpinning]],
    [words.portPreserved, words.answers[report.portPreserved]],
    [words.udp, words.udpStates[report.udp]],
    [
      words.publicAddress,
      report.publicAddress === null ? texts().units.none : <code key="public">{report.publicAddress}</code>,
    ],
    [words.mapped, mappedEndpoint === null ? words.notMapped : <code key="mapped">{mappedEndpoint}</code>],
  ];
  return (
    <>
      <p>
        <strong>{words.grades[grade]}.</strong> {words.meanings[grade]} {words.reasons[reason]}
      </p>
      <FactList facts={facts} />
    </>
  );
}

function Relays({ party: { relays } }: { readonly party: PartyView }) {
  const words = texts().network;
  return (
    <section className={styles.section}>
      <h3>{words.relays}</h3>
      {relays.length === 0 ? (
        <p>{words.noRelays}</p>
      ) : (
        <ul className={styles.relays}>
          {relays.map(({ id, endpoint, reached, rttMs, transport, mine }) => (
            <li key={id}>
              <code>{endpoint}</code>
              <span>
                {[
                  mine ? words.ours : null,
                  transport === 'tcp' ? words.tcp : null,
                  reached ? (rttMs === null ? words.reached : formatMs(rttMs)) : words.silent,
                ]
                  .filter((part) => part !== null)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Serving({ party: { serving } }: { readonly party: PartyView }) {
  const words = texts().network;
  if (serving == null) return null;
  return (
    <section className={styles.section}>
      <h3>{words.serving}</h3>
      <p>{words.servingFor(serving.clients, formatBytes(serving.bytesForwarded))}</p>
    </section>
  );
}
