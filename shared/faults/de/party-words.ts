import { wordFor } from '../../texts/facts.ts';
import { figuresIn } from '../../texts/figures.ts';
import type { WordsFor } from '../advice-entry.ts';
import type { Activity, FaultCode } from '../fault.ts';

const say = figuresIn('de');
const activities: Readonly<Record<Activity, string>> = {
  creating: 'legt gerade eine Party an',
  joining: 'tritt gerade einer Party bei',
  resuming: 'kehrt gerade in deine Party zurück',
  restarting: 'startet gerade den Tunnel neu',
  leaving: 'verlässt gerade die Party',
};

export const partyWords: WordsFor<Extract<FaultCode, `party.${string}`>> = {
  'party.code-malformed': {
    title: 'Das ist kein Code einer Party',
    text: ({ length }) =>
      `Ein Code hat 16 Buchstaben und Ziffern, wie XXXX-XXXX-XXXX-XXXX; dieser hat ${length}. Füg den ganzen Code oder Link ein.`,
  },
  'party.code-mistyped': {
    title: 'Der Code enthält einen Tippfehler',
    text: () =>
      'Ein oder zwei Zeichen sind falsch oder vertauscht. Vergleich ihn mit der Einladung, oder füg ihn ein, statt ihn zu tippen.',
  },
  'party.invite-foreign': {
    title: 'Das ist keine Einladung von LANrage',
    text: ({ found }) =>
      `Das Eingefügte führt zu „${found}“. Eine Einladung von LANrage beginnt mit lanrage://join/ oder ist ein Code.`,
  },
  'party.server-needed': {
    title: 'Der Code allein genügt nicht',
    text: () =>
      'Dieser Code sagt nicht, auf welchem Server die Party ist. Bitte um den ganzen Link, oder stell einen Kontrollserver ein.',
  },
  'party.not-found': {
    title: 'Diese Party gibt es nicht',
    text: ({ server }) =>
      `${server === '' ? 'Der Server' : server} kennt diese Party nicht. Vielleicht hat ihr Gastgeber sie beendet, oder sie ist auf einem anderen Server: Bitte um eine neue Einladung.`,
  },
  'party.invite-expired': {
    title: 'Diese Party ist vorbei',
    text: ({ endedAt }) =>
      `Die Party dieser Einladung endete am ${say.moment(Date.parse(endedAt))}. Bitte um eine neue Einladung, oder leg selbst eine Party an.`,
  },
  'party.not-authorised': {
    title: 'Die Einladung wurde nicht angenommen',
    text: () => 'Der Server kennt diese Party, aber der Code öffnet sie nicht. Bitte um eine neue Einladung.',
  },
  'party.not-hosted-here': {
    title: 'Der Server ist für eine andere Party',
    text: () =>
      'Er läuft auf dem Computer eines Spielers und bedient nur dessen Party. Bitte um eine neue Einladung, oder leg selbst eine Party an, ohne fremden Server.',
  },
  'party.exists': {
    title: 'Diese Party gibt es schon',
    text: () =>
      'Der Server hat bereits eine Party mit diesem Code. Leg noch einmal an, dann gibt es einen neuen.',
  },
  'party.full': {
    title: 'Die Party ist voll',
    text: ({ limit }) =>
      `In eine Party passen höchstens ${limit} Leute. Erst muss jemand gehen, dann kannst du beitreten.`,
  },
  'party.addresses-exhausted': {
    title: 'Die Party hat keine Adresse mehr',
    text: ({ subnet }) =>
      `Alle Adressen von ${subnet} sind belegt oder einen Tag lang für die reserviert, die gegangen sind. Versuch es später, oder leg eine neue Party an.`,
  },
  'party.already-in-one': {
    title: 'Du bist schon in einer Party',
    text: ({ name }) => `Verlass „${name}“, bevor du eine andere anlegst oder ihr beitrittst.`,
  },
  'party.none': {
    title: 'Du bist in keiner Party',
    text: () => 'Es gibt nichts zu verlassen. Leg eine Party an, oder tritt mit einer Einladung bei.',
  },
  'party.busy': {
    title: 'Einen Moment bitte',
    text: ({ doing }) => `LANrage ${wordFor(activities, doing)}. Versuch es danach noch einmal.`,
  },
  'party.removed': {
    title: 'Du bist nicht mehr in der Party',
    text: () =>
      'Der Server hat deinen Platz freigegeben, wohl nach langer Stille. Tritt mit der Einladung wieder bei.',
  },
  'party.record-rejected': {
    title: 'Jemand ließ sich nicht bestätigen',
    text: ({ peer, reason }) =>
      `Was der Server über ${peer} sagt, stimmt nicht (${reason}); deshalb verbindet sich LANrage nicht dorthin.`,
  },
  'party.subnet-refused': {
    title: 'Die Adressen der Party sind unsicher',
    text: ({ subnet }) =>
      `Der Server vergibt Adressen aus ${subnet}, und das kann nicht das Netz einer Party sein. LANrage schickt diesen Verkehr nicht hinein: Nimm einen anderen Server.`,
  },
  'party.over': {
    title: 'Die Party ist zu Ende',
    text: ({ name }) =>
      `Der Letzte, auf dessen Computer „${name}“ laufen konnte, ist gegangen. Starte sie unter „Letzte Partys“ neu: Sie behält ihren Code, sodass dieselben Leute sie finden.`,
  },
  'party.remade': {
    title: 'Der Server hatte die Party verloren',
    text: ({ server }) =>
      `${server} kannte diese Party nicht mehr. LANrage hat sie dort mit demselben Code neu angelegt: Freunde darin kommen von selbst zurück.`,
  },
  'party.relay-refused': {
    title: 'Die Party nutzt dein Relay nicht',
    text: ({ reason }) =>
      `Dieser Computer bot an, Verkehr deiner Party weiterzuleiten, und der Server lehnte ab: ${reason}. Du spielst weiter wie zuvor.`,
  },
  'party.no-free-subnet': {
    title: 'Keine freien Adressen auf dem Computer',
    text: () =>
      'Jedes private Netz, das eine Party nutzen könnte, ist von den Netzen dieses Computers belegt. Trenn eines, etwa ein anderes VPN.',
  },
};
