import { useSamples, useSparkTop } from '../hooks/use-samples.ts';
import { toSeconds } from '../model/seconds.ts';
import { SPARK_SPAN_S } from '../model/spark-top.ts';
import { Spark } from './spark.tsx';

/** The last minute of a link on the scale of all of them; a gap is a second without an answer. */
export function Sparkline({ peer }: { readonly peer: string }) {
  const topMs = useSparkTop();
  return <Spark values={toSeconds(useSamples(peer), SPARK_SPAN_S)} topMs={topMs} />;
}
