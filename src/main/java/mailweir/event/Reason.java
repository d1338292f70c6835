package mailweir.event;

/** Why a client was refused: the closed list of COUNTING.md, whatever the server. */
public enum Reason {
  UNKNOWN_RECIPIENT,
  UNKNOWN_SENDER_DOMAIN,
  RELAY_DENIED,
  DNSBL,
  GREYLISTED,
  POLICY,
  HELO,
  CLIENT_ACCESS,
  SENDER_ACCESS,
  RECIPIENT_ACCESS,
  CONTENT,
  VIRUS,
  SPAM,
  SIZE,
  RATE_LIMIT,
  AUTH_REQUIRED,
  TLS_REQUIRED,
  SPF,
  DKIM_DMARC,
  PROTOCOL_ERROR,
  MAILBOX_FULL,
  SERVER_BUSY,
  OTHER;

  private final String word = name().toLowerCase(java.util.Locale.ROOT);

  /** The word in reports and in CONTRACT's {@code reason}. */
  public String word() {
    return word;
  }
}
