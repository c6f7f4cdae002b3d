import { useSamples } from '../hooks/use-samples.ts';
import { toSeconds } from '../model/seconds.ts';
import { Spark } from './spark.tsx';

const SPAN_S = 60;

/** The last minute of a link; a gap is a second without an answer. */
export function Sparkline({ peer }: { readonly peer: string }) {
  return <Spark values={toSeconds(useSamples(peer), SPAN_S)} />;
}
