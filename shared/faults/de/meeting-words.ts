import { wordFor } from '../../texts/facts.ts';
import type { WordsFor } from '../advice-entry.ts';
import type { FaultArgs, FaultCode } from '../fault.ts';

const networks: Readonly<Record<FaultArgs['meeting.nat']['whose'], string>> = {
  ours: 'Dein Router nimmt für jedes Gegenüber einen anderen Port, und der deines Freundes lässt nur herein, wen er kennt.',
  theirs:
    'Der Router deines Freundes nimmt für jedes Gegenüber einen anderen Port, und deiner lässt nur herein, wen er kennt.',
  both: 'Eure beiden Router nehmen für jedes Gegenüber einen anderen Port.',
};
const help =
  'Es hilft, wenn einer von euch einen Port öffnet (UPnP) oder IPv6 hat, wenn ein anderer Freund die Party anlegt, oder ein Server.';

export const meetingWords: WordsFor<Extract<FaultCode, `meeting.${string}`>> = {
  'meeting.nobody': {
    title: 'Niemand aus dieser Party ist da',
    text: () =>
      'Niemand, der in der Party ist, antwortet. Frag deinen Freund, ob sein LANrage läuft und in der Party ist, und ob der Code der von heute ist.',
  },
  'meeting.nat': {
    title: 'Eure Netze kommen nicht zusammen',
    text: ({ whose }) => `${wordFor(networks, whose)} ${help}`,
  },
  'meeting.friend-kept-out': {
    title: 'Ein Freund kommt nicht in deine Party',
    text: ({ whose }) => `Jemand mit deinem Code hat es versucht. ${wordFor(networks, whose)} ${help}`,
  },
  'meeting.blocked': {
    title: 'Zu deinem Freund kommt nichts durch',
    text: () =>
      'Ihr habt euch gefunden, aber nichts, was der eine schickt, kommt beim anderen an. Vielleicht sperrt auf einer Seite eine Firewall oder der Anbieter UDP. Versuch es noch einmal; es hilft, wenn einer von euch einen Port öffnet oder IPv6 hat, oder ein anderer Freund die Party anlegt.',
  },
  'meeting.no-endpoint': {
    title: 'Dein Freund ist nicht zu erreichen',
    text: () =>
      'Es weiß nicht, unter welcher Adresse das Internet es sieht. Frag deinen Freund, ob er online ist und seine Firewall LANrage UDP erlaubt, und versuch es noch einmal.',
  },
};
