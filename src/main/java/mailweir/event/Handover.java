package mailweir.event;

/** What a successful delivery attempt was besides a plain hand-over. */
public enum Handover {
  PLAIN,
  /** {@code sent (forwarded as ID)}: an alias or a .forward made a new message. */
  FORWARDED,
  /** {@code sent (250 … discarded …)}, the discard transport: nobody got it. */
  DISCARDED,
  /** {@code sent (… DSN was sent)}: the recipient was redirected into a notice only. */
  NOTICE_ONLY
}
