import type { WordsFor } from '../advice-entry.ts';
import type { FaultCode } from '../fault.ts';

type Area = 'helper' | 'tunnel' | 'relay' | 'peer';

export const tunnelWords: WordsFor<Extract<FaultCode, `${Area}.${string}`>> = {
  'helper.not-installed': {
    title: 'Für den Tunnel fehlen die Rechte',
    text: ({ reason }) =>
      `Ein Netz anzulegen braucht Administratorrechte, und das System konnte nicht danach fragen: ${reason}.`,
  },
  'helper.refused': {
    title: 'Die Rechte wurden nicht erteilt',
    text: () =>
      'Die Frage des Systems wurde abgelehnt, oder der Helfer erkannte diese App nicht. Richte noch einmal ein und erlaub es.',
  },
  'helper.install-failed': {
    title: 'LANrage ließ sich nicht fest einrichten',
    text: ({ reason }) =>
      `Das System wollte den Tunnel-Helfer nicht von selbst starten: ${reason}. LANrage geht trotzdem, mit einer Frage beim Start.`,
  },
  'helper.not-removed': {
    title: 'Der Helfer wurde nicht entfernt',
    text: ({ reason }) =>
      `Er ist noch auf diesem Computer: ${reason}. Entfern ihn noch einmal, und erlaub es, wenn dein System fragt.`,
  },
  'helper.keeps-ending': {
    title: 'Der Tunnel-Helfer endet immer wieder',
    text: ({ times }) =>
      `Der Teil von LANrage, der den Tunnel macht, endete ${times} Mal binnen Minuten. LANrage startet ihn nach immer längerer Pause neu; das Protokoll sagt mehr.`,
  },
  'helper.unreachable': {
    title: 'Der Tunnel-Helfer antwortet nicht',
    text: ({ reason }) =>
      `Der Teil von LANrage, der den Tunnel macht, ist nicht zu erreichen: ${reason}. Einrichten startet ihn neu.`,
  },
  'helper.version-mismatch': {
    title: 'Der Helfer hat eine andere Version',
    text: ({ expected, found }) =>
      `Der laufende Helfer spricht Version ${found}, diese App Version ${expected}. Beende LANrage, warte eine halbe Minute und starte es wieder.`,
  },
  'helper.rejected': {
    title: 'Der Helfer lehnte einen Schritt ab',
    text: ({ verb, reason }) =>
      `Der Schritt „${verb}“ verstößt gegen seine Regeln: ${reason}. Nichts wurde geändert.`,
  },
  'tunnel.wireguard-missing': {
    title: 'WireGuard ist nicht installiert',
    text: ({ reason }) =>
      `LANrage spielt durch WireGuard. ${reason}. Versuch es dann noch einmal, ohne Neustart.`,
  },
  'tunnel.wireguard-broken': {
    title: 'WireGuards Programme gehen nicht',
    text: ({ reason }) =>
      `Sie sind installiert, aber ${reason}. Installier sie neu, und sieh nach, ob etwas im Weg ist: Virenschutz, Sandbox, volle Platte.`,
  },
  'tunnel.firewall-shut': {
    title: 'Die Firewall blieb zu',
    text: ({ reason }) =>
      `LANrage konnte deine Party nicht einlassen: ${reason}. In den Einstellungen der Firewall selbst geht es.`,
  },
  'tunnel.unsupported-platform': {
    title: 'Hier gehen keine Tunnel',
    text: ({ platform }) =>
      `LANrage baut Tunnel unter Linux, Windows und macOS; für „${platform}“ hat es keinen.`,
  },
  'tunnel.port-taken': {
    title: 'Der Port von WireGuard ist belegt',
    text: ({ port }) =>
      `Ein anderes Programm nutzt UDP-Port ${port}. Wähl einen anderen, oder 0, dann wählt das System.`,
  },
  'tunnel.interface-exists': {
    title: 'Der Name des Netzes ist vergeben',
    text: ({ name }) =>
      `Es gibt schon eine Netzwerkschnittstelle ${name}, die nicht unsere ist; sie blieb unberührt. Wähl einen anderen Namen.`,
  },
  'tunnel.discovery-unavailable': {
    title: 'LAN-Listen von Spielen bleiben lokal',
    text: ({ reason }) =>
      `Was Spiele ihrem LAN sagen, kommt nicht in deine Party: ${reason}. Beitreten geht trotzdem: Gib im Spiel die Party-Adresse deines Freundes ein.`,
  },
  'tunnel.interface-missing': {
    title: 'Der Tunnel ist weg',
    text: ({ name }) =>
      `Die Netzwerkschnittstelle ${name} ist nicht da, oder etwas anderes hat sie entfernt. Einrichten bringt sie zurück.`,
  },
  'tunnel.changed': {
    title: 'Der Tunnel wurde von außen geändert',
    text: ({ name }) =>
      `Die Netzwerkschnittstelle ${name} hat ihre Adresse oder ihre Route verloren, meist durch ein Programm, das Netze verwaltet, etwa den NetworkManager. Den Tunnel neu zu starten, bringt sie zurück; lass jenes Programm ${name} in Ruhe.`,
  },
  'tunnel.address-conflict': {
    title: 'Die Adressen der Party stoßen an',
    text: ({ subnet, device }) =>
      `Die Party nutzt ${subnet}, und das erreicht dieser Computer schon über ${device}. Trenn jenes Netz, oder bitte um eine Party mit anderen Adressen.`,
  },
  'tunnel.create-failed': {
    title: 'Der Tunnel kam nicht zustande',
    text: ({ reason }) => `Es ging nicht: ${reason}. Was schon angelegt war, wurde wieder entfernt.`,
  },
  'tunnel.echo-port-taken': {
    title: 'Die Latenz lässt sich nicht messen',
    text: ({ port }) =>
      `Ein anderes Programm nutzt UDP-Port ${port} auf der Adresse der Party, mit dem LANrage misst. Schließ es und tritt neu bei.`,
  },
  'relay.none': {
    title: 'Diese Party hat kein Relay',
    text: ({ server }) =>
      `${server} kennt kein Relay, also spielen nur, die sich direkt erreichen. Sein Betreiber kann eines starten.`,
  },
  'relay.tcp-fallback': {
    title: 'Das Relay geht nur über TCP',
    text: ({ relay }) =>
      `${relay} antwortet nicht über UDP, wohl weil dieses Netz es sperrt; deine Pakete nehmen einen Umweg über TCP. Das geht überall, ist aber langsamer; LANrage kehrt von selbst zu UDP zurück, sobald es kann.`,
  },
  'relay.no-handshake': {
    title: 'Das Relay nimmt dich nicht an',
    text: ({ endpoint }) =>
      `${endpoint} antwortet, aber nicht auf WireGuards Handshake: Wer keinen direkten Weg hat, ist abgeschnitten. Neu verbinden hilft vielleicht, sonst muss der Betreiber nachsehen.`,
  },
  'relay.unreachable': {
    title: 'Das Relay antwortet nicht',
    text: ({ endpoint }) =>
      `${endpoint} antwortet nicht über UDP: Vielleicht sperrt eine Firewall unterwegs, oder es läuft nicht. LANrage versucht es weiter.`,
  },
  'peer.handshake-timeout': {
    title: 'Noch keine sichere Verbindung',
    text: ({ peer }) =>
      `${peer} beantwortet den Handshake von WireGuard nicht. LANrage versucht es weiter; bleibt es so, prüft beide eure Firewall.`,
  },
  'peer.link-lost': {
    title: 'Die Verbindung ist verloren',
    text: ({ peer }) =>
      `Von ${peer} kommt nichts mehr an. LANrage versucht es weiter; bleibt es so, frag nach, ob der Computer dort an und online ist.`,
  },
  'peer.away': {
    title: 'Jemand ist gerade nicht da',
    text: ({ peer }) =>
      `${peer} hat die Verbindung zum Server der Party verloren oder LANrage geschlossen. Platz und Adresse bleiben reserviert.`,
  },
  'peer.small-packets': {
    title: 'Pakete wurden verkleinert',
    text: ({ peer, mtu, expected }) =>
      `Auf dem Weg zu ${peer} passen nur ${mtu} statt ${expected} Byte auf einmal durch. LANrage sendet dorthin kleinere Pakete; für Spiele ist nichts zu tun.`,
  },
  'peer.tunnel-loop': {
    title: 'Jemand wurde abgetrennt',
    text: ({ peer }) =>
      `${peer} führte den Tunnel dieses Computers in sich selbst, was einen Prozessor umsonst beschäftigt hätte. Die Verbindung bleibt getrennt, bis du der Party neu beitrittst.`,
  },
  'peer.unknown': {
    title: 'Niemand in der Party heißt so',
    text: ({ peer }) => `${peer} ist nicht in deiner Party; vielleicht gerade eben gegangen.`,
  },
};
