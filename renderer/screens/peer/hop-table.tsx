import type { Hop } from '../../../shared/model/link-test.ts';
import { Table } from '../../components/table.tsx';
import { formatMs } from '../../model/format.ts';
import { texts } from '../../texts.ts';

/** The routers on the way, nearest first. */
export function HopTable({ hops }: { readonly hops: readonly Hop[] }) {
  const t = texts().linkTest;
  return (
    <Table
      head={
        <>
          <th scope="col">{t.hop}</th>
          <th scope="col">{texts().peer.address}</th>
          <th scope="col">{t.rows.median}</th>
        </>
      }
    >
      {hops.map(({ ttl, address, latency }) => (
        <tr key={ttl}>
          <td>{ttl}</td>
          <td>{address === null ? t.silent : <code>{address}</code>}</td>
          <td>{latency.medianMs === null ? texts().units.none : formatMs(latency.medianMs)}</td>
        </tr>
      ))}
    </Table>
  );
}
