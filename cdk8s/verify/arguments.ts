import { parseArgs } from 'node:util';

const TIERS = [0, 1, 2] as const;
export type Tier = (typeof TIERS)[number];

export const USAGE = `npm run verify:k8s -- --tier N [--keep] [--only WORD] [--sizes] [--record]

Proves what the manifests promise, and says what was seen.

  --tier 0     npm alone: all environments, Helm charts, skaffold.yaml, Tiltfile, Dockerfile, bundles
  --tier 1     a real etcd, API server, scheduler and controllers: what they make of the manifests
  --tier 2     real processes as pods: scaling, roll-outs without loss, the nightly job
  --only WORD  only what has the word in its sentence
  --sizes      in place of the proofs of tier 2: what CPU and memory the pods of the APIs need; on a quiet machine
  --record     write what was seen into docs/verification.md and cdk8s/verify/results; without it no file changes
  --keep       keep the folder with logs and data, and say where it is
  --help       this text

Tiers 1 and 2 need root on Linux, Go 1.26 or later, openssl and iproute2; tier 2 also bubblewrap, redis-server, Java 17 and
prometheus. They run in network namespaces of their own: nothing gets out, and nothing stays behind.`;

export type Arguments =
  | {
      readonly kind: 'verify';
      readonly tier: Tier;
      readonly isKept: boolean;
      /** Write the outcome into docs/verification.md. */
      readonly isRecorded: boolean;
      /** Measure what pods need instead. */
      readonly isForSizes: boolean;
      readonly only?: string;
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'fault'; readonly message: string };

export function parseArguments(words: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        tier: { type: 'string' },
        keep: { type: 'boolean', default: false },
        sizes: { type: 'boolean', default: false },
        record: { type: 'boolean', default: false },
        only: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const tier = TIERS.find((it) => String(it) === values.tier);
    if (tier === undefined) return { kind: 'fault', message: '--tier must be 0, 1 or 2' };
    if (values.sizes && tier !== 2) return { kind: 'fault', message: '--sizes is for tier 2' };
    if (values.record && values.only !== undefined)
      return { kind: 'fault', message: '--record is for whole runs, without --only' };
    return {
      kind: 'verify',
      tier,
      isKept: values.keep,
      isRecorded: values.record,
      isForSizes: values.sizes,
      ...(values.only !== undefined && { only: values.only }),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { kind: 'fault', message: error.message };
  }
}
