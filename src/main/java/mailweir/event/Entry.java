package mailweir.event;

/** How a message of an {@link Event.Arrival} came in. */
public enum Entry {
  /** By SMTP from {@code peer}; a login makes it a submission. */
  SMTP,
  /** By SMTP at a port or service that is for submission, with or without a login in the line. */
  SUBMISSION,
  /** From a command on the host itself. */
  LOCAL,
  /** The server made it itself: a bounce, delay or postmaster notice. */
  NOTICE
}
