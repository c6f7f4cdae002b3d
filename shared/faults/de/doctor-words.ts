import { fix } from '../../texts/de/fix.ts';
import { inviting } from '../../texts/de/inviting.ts';
import { wordFor } from '../../texts/facts.ts';
import { figuresIn } from '../../texts/figures.ts';
import { sayWhy } from '../../texts/say-inviting.ts';
import type { WordsFor } from '../advice-entry.ts';
import type { FaultCode } from '../fault.ts';

const say = figuresIn('de');
const { checks, remedies } = fix.fix;
const { lines, why: reasons } = inviting.inviting;

export const doctorWords: WordsFor<Extract<FaultCode, `doctor.${string}`>> = {
  'doctor.check-overdue': {
    title: 'Eine Prüfung dauerte zu lange',
    text: ({ check, seconds }) =>
      `Die Prüfung „${wordFor(checks, check)}“ hatte nach ${say.duration(seconds * 1000)} kein Ergebnis und wurde gelassen. Starte die Fehlersuche noch einmal.`,
  },
  'doctor.remedy-unfit': {
    title: 'So gibt es nichts zu beheben',
    text: ({ remedy }) =>
      `Kein Befund der letzten Suche verlangt „${wordFor(remedies, remedy)}“. Starte die Fehlersuche zuerst noch einmal.`,
  },
  'doctor.stale-interface': {
    title: 'Ein Netz von früher ist übrig',
    text: ({ name }) =>
      `Die Netzwerkschnittstelle ${name} blieb von einem abgebrochenen Lauf übrig und kann den Verkehr deiner Party abfangen. Sie darf weg.`,
  },
  'doctor.key-mismatch': {
    title: 'Der Tunnel hat einen anderen Schlüssel',
    text: ({ name }) =>
      `Etwas anderes hat den Schlüssel von ${name} geändert, deshalb erreicht dich niemand. Ein Neustart des Tunnels behebt das.`,
  },
  'doctor.foreign-route': {
    title: 'Ein anderes VPN nimmt den Verkehr',
    text: ({ subnet, source }) =>
      `Was für die Party bestimmt ist (${subnet}), verlässt diesen Computer von ${source} aus, wohl durch ein anderes VPN. Trenn es, oder nimm diesen Bereich dort aus.`,
  },
  'doctor.clock-skew': {
    title: 'Deine Uhr geht falsch',
    text: ({ seconds }) =>
      `Sie weicht um ${say.duration(Math.abs(seconds) * 1000)} von der des Servers ab; damit scheitern WireGuard und Anmeldungen. Lass die Zeit in den Systemeinstellungen automatisch stellen.`,
  },
  'doctor.clock-set-back': {
    title: 'Deine Uhr wurde zurückgestellt',
    text: ({ seconds }) =>
      `Um ${say.duration(seconds * 1000)}, seit die Party zuletzt von dir gehört hat. Ein Relay mit einem älteren LANrage hält dich so lange für eine Aufzeichnung und antwortet nicht. Wer den Server betreibt, kann ihn aktualisieren oder neu starten.`,
  },
  'doctor.disk-full': {
    title: 'Der Datenträger ist fast voll',
    text: () =>
      'Verlauf und Einstellungen lassen sich bald nicht mehr aufheben. Schaff Platz; den Verlauf kannst du hier kürzen.',
  },
  'doctor.busy-computer': {
    title: 'Dieser Computer ist sehr beschäftigt',
    text: ({ percent }) =>
      `Sein Prozessor ist zu ${say.ratio(percent / 100)} belegt, das merken alle als Ruckeln. Schließ, was du nicht brauchst.`,
  },
  'doctor.no-route': {
    title: 'Es gibt keinen Weg ins Internet',
    text: () =>
      'Dieser Computer hat keine Standardroute: kein Kabel, kein WLAN, oder keine Adresse bekommen. Prüf die Verbindung.',
  },
  'doctor.gateway-silent': {
    title: 'Dein Router antwortet nicht',
    text: ({ gateway }) =>
      `Von ${gateway} kommt nichts zurück, und von dahinter auch nicht. Prüf Kabel oder WLAN, dann starte den Router neu.`,
  },
  'doctor.no-internet': {
    title: 'Das Internet ist nicht erreichbar',
    text: ({ gateway }) =>
      `Dein Router ${gateway} antwortet, dahinter niemand. Vielleicht ist der Anschluss gestört: Sieh auf die Lämpchen des Routers, oder starte ihn neu.`,
  },
  'doctor.icmp-filtered': {
    title: 'Pings bleiben hier unbeantwortet',
    text: ({ gateway }) =>
      `Das Internet geht, aber ${gateway} beantwortet keine Pings. Spielen schadet das nicht; einige Messwerte fehlen.`,
  },
  'doctor.home-loss': {
    title: 'Pakete gehen im eigenen Netz verloren',
    text: ({ gateway, percent }) =>
      `${say.ratio(percent / 100)} gehen zwischen diesem Computer und deinem Router ${gateway} verloren. Nimm ein Kabel, oder geh näher an den Router und auf 5 GHz.`,
  },
  'doctor.dns-dead': {
    title: 'Namen werden nicht gefunden',
    text: ({ name, reason }) =>
      `„${name}“ ließ sich nicht nachschlagen (${reason}), obwohl das Internet erreichbar ist. Wähl einen anderen DNS-Server, etwa den deines Routers.`,
  },
  'doctor.dns-lies': {
    title: 'Namen führen ins Leere',
    text: ({ name, address }) =>
      `Laut DNS-Server ist „${name}“ bei ${address}, also dieser Computer selbst. Das tun Filter und Anmeldeseiten: Wähl einen anderen DNS-Server.`,
  },
  'doctor.captive-portal': {
    title: 'Dieses Netz verlangt eine Anmeldung',
    text: () =>
      'Anstelle anderer Seiten antwortet eine des Netzes. Öffne im Browser irgendeine Seite und melde dich dort an.',
  },
  'doctor.udp-blocked': {
    title: 'Dieses Netz sperrt UDP',
    text: () =>
      'Spiele und WireGuard nutzen UDP, und das bekommt hier keine Antwort; LANrage nimmt stattdessen TCP, das ist langsamer. Bitte den Betreiber des Netzes, es zu erlauben.',
  },
  'doctor.invite-limited': {
    title: 'Nicht alle Eingeladenen können beitreten',
    text: ({ line, why, gateway }) =>
      `${wordFor(lines, line)} ${sayWhy(why, gateway, reasons)} Was hilft, steht bei deiner Party.`,
  },
  'doctor.both-symmetric': {
    title: 'Kein direkter Weg zwischen den Routern',
    text: ({ peer }) =>
      `Dein Router und der von ${peer} wechseln den Port für jedes Ziel, deshalb bringt euch nur ein Relay zusammen. Schalt in einem der Router UPnP ein.`,
  },
  'doctor.peer-missing': {
    title: 'Ein Mitspieler fehlt im Tunnel',
    text: ({ peer }) =>
      `WireGuard kennt ${peer} nicht unter dem Schlüssel der Party. Wird die Verbindung neu aufgebaut, stimmt es wieder.`,
  },
  'doctor.echo-filtered': {
    title: 'Eine Firewall verwirft das Messen',
    text: ({ peer }) =>
      `${peer} ist erreichbar, antwortet aber nicht auf UDP-Port 8668: eine Firewall auf einer der Seiten. Das Spiel kann trotzdem gehen; erlaub LANrage dort.`,
  },
  'doctor.firewall-here': {
    title: 'Dieser Computer lässt niemanden herein',
    text: ({ command }) =>
      `Eine Firewall hier verwirft, was Mitspieler beginnen; Spielen, die hier laufen, kann niemand beitreten. ${command === '' ? 'Erlaub LANrages Netz in ihren Einstellungen.' : `Um LANrages Netz zu erlauben, führ ${command} aus.`}`,
  },
  'doctor.firewall-there': {
    title: 'Ein Mitspieler lässt niemanden herein',
    text: ({ peer }) =>
      `Die Verbindung zu ${peer} steht, doch eine Firewall dort verwirft, was andere beginnen; Spielen dort kann niemand beitreten. Was hilft, sagt die Prüfung auf jenem Computer.`,
  },
  'doctor.peer-silent': {
    title: 'Ein Mitspieler antwortet nicht',
    text: ({ peer }) =>
      `Der Tunnel zu ${peer} steht, doch es kommt nichts zurück. Vielleicht schläft der Computer dort, oder eine Firewall verwirft alles.`,
  },
  'doctor.latency-relayed': {
    title: 'Das Relay ist ein weiter Umweg',
    text: ({ peer, latencyMs }) =>
      `${say.ms(latencyMs)} zu ${peer}, über das Relay. Ein Relay näher bei euch oder ein offener Port an einem der Router (UPnP) würde helfen.`,
  },
  'doctor.latency-direct': {
    title: 'Der Weg zu einem Mitspieler ist lang',
    text: ({ peer, latencyMs }) =>
      `${say.ms(latencyMs)} zu ${peer} auf direktem Weg: die Entfernung, oder eine belegte Leitung. Halt Downloads und Uploads an, dann sieh noch einmal nach.`,
  },
  'doctor.loss': {
    title: 'Unterwegs gehen Pakete verloren',
    text: ({ peer, percent }) =>
      `${say.ratio(percent / 100)} zwischen dir und ${peer} gehen verloren, mal hier, mal da. So ist es bei belegten Leitungen: Haltet beide Downloads an.`,
  },
  'doctor.loss-bursts': {
    title: 'Pakete gehen schubweise verloren',
    text: ({ peer, percent, longest }) =>
      `${say.ratio(percent / 100)} zwischen dir und ${peer} gehen verloren, bis zu ${longest} nacheinander. So ist es bei schwachem WLAN: Nehmt ein Kabel oder 5 GHz.`,
  },
  'doctor.jitter': {
    title: 'Die Verzögerung springt',
    text: ({ peer, jitterMs }) =>
      `Zu ${peer} ändert sie sich von Paket zu Paket um ${say.ms(jitterMs)}. Das tun WLAN oder eine volle Leitung: Nimm ein Kabel, halt Uploads an.`,
  },
  'doctor.mtu': {
    title: 'Große Pakete bleiben stecken',
    text: ({ peer, mtu, expected }) =>
      `Auf dem Weg zu ${peer} passen nur ${mtu} statt ${expected} Byte durch: Spiele verbinden sich und hängen dann. Eine kleinere MTU hilft; stellt sie beide ein.`,
  },
};
