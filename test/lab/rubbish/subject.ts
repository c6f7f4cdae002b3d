/** What rubbish is thrown at. */
export interface Subject {
  /** What it takes when it is meant well; the rest is made of it. */
  readonly valid: readonly Uint8Array[];
  /** Its promise, where there is one, is awaited: more must not be thrown than it looks at. */
  take(bytes: Uint8Array): Promise<void> | void;
  /** Whether it does what it is there for, once all is thrown. */
  stillWorks(): Promise<boolean> | boolean;
  /** The process whose memory counts; this one unless said otherwise. */
  readonly pid?: number;
  close?(): Promise<void> | void;
}

/** What one run of one subject came to. */
export interface Thrown {
  readonly subject: string;
  readonly count: number;
  readonly seconds: number;
  /** Errors that came out of it; the first is quoted. */
  readonly crashes: number;
  readonly firstCrash: string | null;
  /** From when it had seen a fifth of all until the end, after collecting garbage: by then a heap has found its size. */
  readonly rssGrowthMiB: number;
  readonly stillWorks: boolean;
}
